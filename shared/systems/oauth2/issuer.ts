import { originOf } from '../../entry/address.ts'
import type { FaultParams } from '../../fault.ts'

/** An issuer as a person set it, beside what the server calls itself: they must be one, letter by letter (RFC 8414 section 3.3). */

/** Of an address that nobody could be led astray by: no user in it, no query, nothing that moves a cursor. */
const PLAIN = /^https?:\/\/[A-Za-z0-9._~:/{}[\]-]{1,200}$/

/** What to tell of a mismatch: `why` chooses the sentence, `told` is the server's own name, `part` what stands for a tenant. */
export function issuerMismatch(set: string, told: unknown): FaultParams {
  if (typeof told !== 'string' || !PLAIN.test(told)) return {}
  if (originOf(set) !== originOf(told)) return { told }
  const [here, there] = [segmentsOf(set), segmentsOf(told)]
  const variable = there.findIndex((segment) => /[{}]/.test(segment))
  if (variable >= 0) return { why: 'tenants', part: here[variable] ?? '' }
  return { why: here.join('/') === there.join('/') ? 'slash' : 'path', told }
}

/** What stands between slashes, less scheme and host. */
function segmentsOf(address: string): readonly string[] {
  return address
    .split('/')
    .slice(3)
    .filter((segment) => segment !== '')
}

/** Entra ID's addresses for everybody: each tenant has an issuer of its own, and none is called so. */
const MANY_TENANTS = /^https:\/\/login\.microsoftonline\.(?:com|us|de)\/(common|organizations|consumers)(?:\/|$)/i

/** The word in the place of a tenant's own ID; null in any other issuer. */
export function wordForManyTenants(issuer: string): string | null {
  return MANY_TENANTS.exec(issuer)?.[1] ?? null
}
