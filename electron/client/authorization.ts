import { FaultError, fault } from '../../shared/fault.ts'
import type { Token } from './shapes.ts'

/**
 * The header's value. A token of another type (DPoP, MAC) wants more than itself: sent alone it would be given away and not
 * accepted, and whoever does not know its type must not use it (RFC 6749 section 7.1). Raises token_type_unknown {name, type}.
 */
export function authorizationOf({ name, token, tokenType }: Pick<Token, 'name' | 'token' | 'tokenType'>): string {
  if (tokenType.toLowerCase() === 'bearer') return `${tokenType} ${token}`
  throw new FaultError(fault('token_type_unknown', { name, type: tokenType }))
}
