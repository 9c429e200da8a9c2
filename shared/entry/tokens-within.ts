import { readJwt } from '../tokens/jwt.ts'

/** JSON Web Tokens that stand anywhere in a text, each once. */
export function tokensWithin(text: string): readonly string[] {
  const tokens = text.split(/[^A-Za-z0-9_.-]+/).flatMap(tokensIn)
  return [...new Set(tokens)].filter((token) => readJwt(token) !== null)
}

/** Three parts with dots between them; by hand, since a regular expression would restart at each letter of a long run. */
function tokensIn(run: string): readonly string[] {
  const parts = run.split('.')
  const tokens: string[] = []
  for (let at = 0; at + 2 < parts.length; at++) {
    const [header = '', payload = '', signature = ''] = parts.slice(at, at + 3)
    if (header.length < SHORTEST || payload.length < SHORTEST || signature === '') continue
    tokens.push(`${header}.${payload}.${signature}`)
    at += 2
  }
  return tokens
}

/** Letters of a token's first two parts. */
const SHORTEST = 8

/**
 * The one token in a text that was copied with more around it: a name and `=`, an address, the comma of a list. Null for
 * anything that could be a token as it is.
 */
export function embeddedToken(typed: string): string | null {
  const [token, ...others] = tokensWithin(typed)
  if (token === undefined || others.length > 0 || token === typed) return null
  const at = typed.indexOf(token)
  const [before, after] = [typed.slice(0, at), typed.slice(at + token.length)]
  const isNamed = before.endsWith('=') || before.includes('"') || before.includes('://')
  return isNamed || (before === '' && /^[,;"'<>)\]}]+$/.test(after)) ? token : null
}
