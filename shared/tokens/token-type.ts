import { type Fault, FaultError, fault } from '../fault.ts'

/** The one supported token type, in the spelling of RFC 6750. */
export const BEARER = 'Bearer'

export function isBearer(tokenType: string): boolean {
  return tokenType === BEARER || tokenType.toLowerCase() === 'bearer'
}

/**
 * Why no door sends this token, or makes a header or a credential of it (docs/decisions.md 41). One of another type (DPoP,
 * MAC) needs a proof beside it: sent alone it would be exposed and refused, and a client that does not know the type must not
 * use it (RFC 6749 section 7.1).
 */
export function tokenTypeFault({
  name,
  tokenType,
}: {
  readonly name: string
  readonly tokenType: string
}): Fault | null {
  return isBearer(tokenType) ? null : fault('token_type_unknown', { name, type: tokenType })
}

/** Before one is sent, or made a header or a credential of. Raises token_type_unknown {name, type}. */
export function assertBearer(token: { readonly name: string; readonly tokenType: string }): void {
  const trouble = tokenTypeFault(token)
  if (trouble !== null) throw new FaultError(trouble)
}
