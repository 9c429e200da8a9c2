import { type Fault, fault } from '../fault.ts'
import { scopeWords } from './granted-scope.ts'
import { audienceIn } from './jwt.ts'
import type { Narrowing } from './narrowing.ts'
import type { TokenSet } from './token.ts'

/**
 * The set that a program gets for its narrowing, out of the whole reply: an access token with its own expiry, and nothing
 * that belongs to the connection (refresh token, ID token). not_narrowed {name} where the server shows that it ignored the
 * narrowing: the same token as before, more scope than was asked for, or the usual audience for another resource. A server
 * that states none of these is believed (RFC 6749 section 5.1).
 */
export function narrowedSet(
  name: string,
  { whole, own, narrowing }: { readonly whole: TokenSet; readonly own: TokenSet | null; readonly narrowing: Narrowing },
): { readonly tokens: TokenSet } | { readonly fault: Fault } {
  const token = whole.accessToken?.reveal() ?? ''
  const statedScope = whole.scope === own?.scope ? null : (whole.scope?.granted ?? null)
  const ownToken = own?.accessToken?.reveal() ?? ''
  const isSameToken = token === ownToken && !isProvenNarrowed(token, statedScope, narrowing)
  if (isSameToken || isWider(statedScope, narrowing) || isUnchangedAudience(token, ownToken, narrowing))
    return { fault: fault('not_narrowed', { name }) }
  const { scope: _, ...set } = whole
  const none = { refreshToken: null, refreshIssuedAt: null, refreshExpiresAt: null, refreshExpiryFixed: false }
  return { tokens: { ...set, ...none, idToken: null, ...scopeOf(statedScope, narrowing) } }
}

/** Scope that was asked for and not granted counts as lost, so that the program is warned. */
function scopeOf(statedScope: string | null, { scope = '' }: Narrowing): Pick<TokenSet, 'scope'> {
  if (statedScope === null) return {}
  const granted = scopeWords(statedScope)
  return {
    scope: {
      granted: statedScope,
      lost: scopeWords(scope)
        .filter((word) => !granted.includes(word))
        .join(' '),
    },
  }
}

function isWider(statedScope: string | null, { scope }: Narrowing): boolean {
  if (statedScope === null || scope === undefined) return false
  const asked = scopeWords(scope)
  return scopeWords(statedScope).some((word) => !asked.includes(word))
}

/** The same token is acceptable where it states the narrowed resource, or the reply the scope. */
function isProvenNarrowed(token: string, statedScope: string | null, { resource, scope }: Narrowing): boolean {
  const isForIt = resource === undefined || audienceIn(token)?.includes(resource) === true
  return isForIt && (scope === undefined || statedScope !== null)
}

/** A server may name an audience differently from the resource (Entra ID); the usual audience means that it ignored the resource. */
function isUnchangedAudience(token: string, own: string, { resource }: Narrowing): boolean {
  const audience = audienceIn(token)
  if (resource === undefined || audience === null || audience.includes(resource)) return false
  return audience.join('\n') === audienceIn(own)?.join('\n')
}
