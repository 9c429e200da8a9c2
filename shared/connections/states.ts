import type { Fault, FaultCode } from '../fault.ts'
import { FAULT_KIND } from '../faults/fault-kind.ts'

/** The states of a connection, apart from what derives them (standing.ts): the page shows them before it has loaded any schema. */
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

/** The order of states in the window and in lists: what needs attention first. */
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

/** Vault faults of one entry or of saving, while the vault itself is open. */
const OF_ONE_ENTRY: readonly FaultCode[] = ['vault_damaged', 'vault_full']

/** The vault is closed, so that only the name and the last known expiry of this connection are known. */
export function isVaultShut({ fault: trouble }: { readonly fault: Fault | null }): boolean {
  if (trouble === null || FAULT_KIND[trouble.code] !== 'vault') return false
  // The entry may be the list, or what opens all of it.
  return !OF_ONE_ENTRY.includes(trouble.code) || trouble.params['why'] === 'whole'
}

/** No token has been issued, and no expiry is known. */
export function hasNoToken(life: { readonly issuedAt: string | null; readonly expiresAt: string | null }): boolean {
  return life.issuedAt === null && life.expiresAt === null
}

/** The learned fact that the present token never expires, as its server states; unlike an unknown expiry. */
export const ENDLESS = 'endless'

export function isEndless({ learned }: { readonly learned?: Readonly<Record<string, string>> }): boolean {
  return learned?.[ENDLESS] === 'yes'
}

/** Whether the token has expired, even while a renewal is under way; false for an unknown expiry. `now` in UTC ms. */
export function hasEnded({ expiresAt }: { readonly expiresAt: string | null }, now: number): boolean {
  return expiresAt !== null && Date.parse(expiresAt) <= now
}
