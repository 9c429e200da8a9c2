import type { Fault, FaultCode } from '../fault.ts'
import { FAULT_KIND } from '../faults/fault-kind.ts'

/** The words for how a connection stands (standing.ts), apart from what finds them out: the page shows them before it has loaded a schema. */
export const STATES = [
  'valid',
  'renewing',
  'expiring',
  'expired',
  'unknown',
  'needs-person',
  'paused',
  'unsaved',
] as const
export type State = (typeof STATES)[number]

/** Who is looked for first stands first, in the window as in a list. */
export const URGENCY: Readonly<Record<State, number>> = {
  'needs-person': 0,
  expired: 1,
  unsaved: 2,
  expiring: 3,
  unknown: 4,
  renewing: 5,
  paused: 6,
  valid: 7,
}
export const STATES_BY_URGENCY: readonly State[] = [...STATES].sort((one, other) => URGENCY[one] - URGENCY[other])

/** Troubles of one entry or of saving; the vault itself is open. */
const OF_ONE_ENTRY: readonly FaultCode[] = ['vault_damaged', 'vault_full']

/** The vault is shut, so that only the name and the last known end of this connection are known. */
export function isShut({ fault: trouble }: { readonly fault: Fault | null }): boolean {
  if (trouble === null || FAULT_KIND[trouble.code] !== 'vault') return false
  // The entry may be the list, or what opens all of it.
  return !OF_ONE_ENTRY.includes(trouble.code) || trouble.params['why'] === 'whole'
}

/** Nobody has issued a token, nor has anybody said when it ends. */
export function hasNoToken(life: { readonly issuedAt: string | null; readonly expiresAt: string | null }): boolean {
  return life.issuedAt === null && life.expiresAt === null
}

/** The server has said of the present token that it never ends, which is more than saying nothing. */
export const ENDLESS = 'endless'

export function isEndless({ learned }: { readonly learned?: Readonly<Record<string, string>> }): boolean {
  return learned?.[ENDLESS] === 'yes'
}

/** Nothing that is handed out is valid now, though a renewal may be under way. An end that nobody knows has not come. `now` in UTC ms. */
export function hasEnded({ expiresAt }: { readonly expiresAt: string | null }, now: number): boolean {
  return expiresAt !== null && Date.parse(expiresAt) <= now
}
