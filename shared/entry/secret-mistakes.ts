import { type Draft, type Mistake, SECRET_NAMES, type SecretName, type System } from '../systems/system.ts'
import { isoUtc } from '../time/instant.ts'
import { expOf } from '../tokens/token-fields.ts'
import { detectCut } from './cut-token.ts'
import { error, warning } from './mistake.ts'
import { embeddedToken } from './tokens-within.ts'
import { placeholderKind } from './typed-placeholder.ts'

/** Mistakes in the secrets of any system, each by itself and compared with the others. */
export function secretMistakes(draft: Draft, { secrets: fields }: System): Mistake[] {
  const { accessToken, refreshToken } = draft.secrets
  const isFreeText = (name: SecretName): boolean =>
    CHOSEN_BY_PEOPLE.includes(name) || fields.some((field) => field.name === name && field.anyText === true)
  const found = SECRET_NAMES.flatMap((name) => {
    const text = draft.secrets[name]
    // A key has a format of its own, which its system checks.
    return text === undefined || name === 'privateKey' ? [] : textMistakes(name, text, isFreeText(name))
  })
  if (accessToken !== undefined && accessToken === refreshToken) {
    found.push(error('secrets.refreshToken', 'same_token_twice'))
  }
  const refreshEnds = refreshToken === undefined ? null : expOf(refreshToken)
  if (refreshEnds !== null && refreshEnds <= draft.now) {
    found.push(error('secrets.refreshToken', 'refresh_token_already_expired', { at: isoUtc(refreshEnds) }))
  }
  return found
}

/** What a person may have made up: any letters that can be typed, words included, even with spaces. */
const CHOSEN_BY_PEOPLE: readonly SecretName[] = ['clientSecret', 'clientToken']

function textMistakes(name: SecretName, text: string, isFreeText: boolean): Mistake[] {
  const field = `secrets.${name}`
  const kind = placeholderKind(text)
  // No client token is a word of a manual either.
  const isToken = !isFreeText || name === 'clientToken'
  if (kind !== null && (kind !== 'example' || isToken)) {
    const make = isToken || kind === 'shape' ? error : warning
    return [make(field, 'stand_in', { field: name })]
  }
  if (hasMoreThanToken(text)) return [error(field, 'more_than_token', { field: name })]
  return isFreeText ? freeTextMistakes(name, text) : tokenMistakes(name, text)
}

const COMMAND = /^(\$ )?(curl|wget|http|https|kubectl|Invoke-\w+)(\.exe)? +\S/i
const HEADER = /^(proxy-)?authorization *[:=] *\S/i
/** No random letters begin like this: `DRAW_CLIENT_SECRET=...`, `"access_token": ...`. */
const NAMED_SECRET =
  /^(export +|set +|\$env:)?["']?\w{0,40}?(client[_ -]?secret|client[_ -]?token|access[_ -]?token([_ -]?id)?|refresh[_ -]?token|api[_ -]?key)["']? *[:=] *\S/i

/** A command, a header with its name, or a line of a settings file, with the value somewhere in it. */
export function hasMoreThanToken(text: string): boolean {
  return COMMAND.test(text) || HEADER.test(text) || NAMED_SECRET.test(text) || embeddedToken(text) !== null
}

/** The line of a settings file that a secret stands in: `client_secret=...`. */
export function namesSecret(text: string): boolean {
  return NAMED_SECRET.test(text)
}

/** A passphrase that somebody made up has no more. */
const MOST_WORDS = 8

/** Its server may compare it letter by letter: only what nobody can see in it is certainly not meant. */
function freeTextMistakes(name: SecretName, text: string): Mistake[] {
  const field = `secrets.${name}`
  if (/[\r\n]/.test(text)) return [error(field, 'space_inside', { field: name, why: 'lines' })]
  if (/\p{C}/u.test(text)) return [error(field, 'invalid_character', { field: name })]
  const isSentence = text.split(' ').length > MOST_WORDS
  return isSentence ? [warning(field, 'space_inside', { field: name, why: 'words' })] : []
}

/** A token is printable ASCII without spaces (RFC 6750 section 2.1); an ellipsis is what a page shows instead of one. */
function tokenMistakes(name: SecretName, token: string): Mistake[] {
  const field = `secrets.${name}`
  if (/\s/.test(token)) return [error(field, 'space_inside', { field: name })]
  if (/[^!-~]/.test(token)) return [error(field, 'invalid_character', { field: name })]
  const cut = detectCut(token)
  if (cut === null) return []
  return cut === 'sure'
    ? [error(field, 'token_cut_off', { field: name })]
    : [warning(field, 'token_perhaps_cut_off', { field: name })]
}
