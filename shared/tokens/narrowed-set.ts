import { type Fault, fault } from '../fault.ts'
import { scopeWords } from './granted-scope.ts'
import { audienceIn } from './jwt.ts'
import type { Narrowing } from './narrowing.ts'
import type { TokenSet } from './token.ts'

/**
 * The set that a program gets for what it asked for, out of the whole answer: an access token with its own life, and
 * nothing that belongs to the connection (refresh token, ID token). not_narrowed {name} where the server has shown that
 * it gave something else: the very token that is there already, more scope than was asked for, or the same audience as
 * ever for another resource. A server that says nothing of these is believed (RFC 6749 section 5.1).
 */
export function narrowedSet(
  name: string,
  { whole, own, narrowing }: { readonly whole: TokenSet; readonly own: TokenSet | null; readonly narrowing: Narrowing },
): { readonly tokens: TokenSet } | { readonly fault: Fault } {
  const token = whole.accessToken?.reveal() ?? ''
  const told = whole.scope === own?.scope ? null : (whole.scope?.granted ?? null)
  const ownToken = own?.accessToken?.reveal() ?? ''
  const isSame = token === ownToken && !isShown(token, told, narrowing)
  if (isSame || isWider(told, narrowing) || isElsewhere(token, ownToken, narrowing))
    return { fault: fault('not_narrowed', { name }) }
  const { scope: _, ...set } = whole
  const none = { refreshToken: null, refreshIssuedAt: null, refreshExpiresAt: null, refreshExpiryFixed: false }
  return { tokens: { ...set, ...none, idToken: null, ...scopeOf(told, narrowing) } }
}

/** What was asked for and not given is told as lost, so that the program is warned. */
function scopeOf(told: string | null, { scope = '' }: Narrowing): Pick<TokenSet, 'scope'> {
  if (told === null) return {}
  const granted = scopeWords(told)
  return {
    scope: {
      granted: told,
      lost: scopeWords(scope)
        .filter((word) => !granted.includes(word))
        .join(' '),
    },
  }
}

function isWider(told: string | null, { scope }: Narrowing): boolean {
  if (told === null || scope === undefined) return false
  const asked = scopeWords(scope)
  return scopeWords(told).some((word) => !asked.includes(word))
}

/** A server may well give the same token for what it is for anyway; then it has to say that it is. */
function isShown(token: string, told: string | null, { resource, scope }: Narrowing): boolean {
  const isForIt = resource === undefined || audienceIn(token)?.includes(resource) === true
  return isForIt && (scope === undefined || told !== null)
}

/** Names of their own for an audience are the server's business (Entra ID); the same ones as without any resource are not. */
function isElsewhere(token: string, own: string, { resource }: Narrowing): boolean {
  const audience = audienceIn(token)
  if (resource === undefined || audience === null || audience.includes(resource)) return false
  return audience.join('\n') === audienceIn(own)?.join('\n')
}
