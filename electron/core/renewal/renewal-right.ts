import type { Connection } from '../../../shared/connections/connection.ts'
import type { System } from '../../../shared/systems/system.ts'
import type { ConnectionRecord, RenewalOutcome } from '../connections/connection-record.ts'

/**
 * Whether this workstation may renew a connection now, which is asked before anything else is done for it. Where several
 * share it, this waits for whoever is at it. Raises the faults of the shared store.
 */
export type RenewalRight = (record: ConnectionRecord, system: System) => RenewalTurn | Promise<RenewalTurn>

export type RenewalTurn =
  | ({ readonly mine: true } & Turn)
  /** Another has done it, or is at it for longer than anybody waits. */
  | { readonly mine: false; readonly outcome: RenewalOutcome }

/** From the right to renew to its end. */
export type Turn = {
  /**
   * Asked when "asked" is written over this document: by what the others know the attempt, where there are others. Raises
   * renewed_elsewhere where it tells of an attempt that came after this one looked.
   */
  asking?(current: Connection): string | undefined
  /** Asked right before each send of this generation. Raises renewed_elsewhere, and then nothing may be sent. */
  aboutToSend(generation: number): Promise<void>
  /** The attempt is over; how it went, the record says. Never raises. */
  end(): Promise<void>
}

/** A workstation alone may always. */
export const ALONE: Turn & { readonly mine: true } = {
  mine: true,
  aboutToSend: async () => undefined,
  end: async () => undefined,
}
