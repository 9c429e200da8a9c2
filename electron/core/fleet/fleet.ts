import type { Fault } from '../../../shared/fault.ts'
import type { SharedStore } from './shared-store.ts'

/**
 * Which attempts at a renewal were begun here. A workstation's name does not tell: its disk may have been copied, or a machine
 * been set back to an earlier state, and then two bear one name. Kept in the local vault, since a mark outlives its process.
 */
export type OwnAttempts = {
  /** Before its mark is written. */
  note(id: string, attempt: string): Promise<void>
  hasAll(id: string, attempts: readonly string[]): Promise<boolean>
  forget(id: string): Promise<void>
}

/** What a renewal needs of a vault that several workstations share. Whoever is alone has none. */
export type Fleet = {
  readonly store: SharedStore
  /** What store/store-age.ts tells. */
  readonly age: { unsettledMs(): number; mayBeOlder(revision: number): boolean }
  /** This workstation among the others: one name for each identity. Whose a mark is, `attempts` tells. */
  readonly me: string
  readonly attempts: Pick<OwnAttempts, 'note' | 'hasAll'>
  /** The beginning of the keys under which a renewal's lie; ends in a slash, and the id cannot be read in it. */
  placeOf(id: string): string
  /** What is written under a key is sealed and signed for that very key; opening raises store_damaged. */
  readonly letters: {
    seal(key: string, text: string): Promise<string>
    open(key: string, text: string): Promise<string>
  }
  /** Told the id of each document that another workstation has written, and of all after a time away. */
  subscribe(changed: (id: string) => void): () => void
  /** Told what of the store is not to be believed, or is older than what was seen before: what was found so far, and later of each kind at most once an hour. */
  troubled(heard: (trouble: Fault) => void): () => void
  /** Told when the store is reached no more, and when it is again: what the vault says of its trouble is another then. */
  reached(heard: () => void): () => void
}
