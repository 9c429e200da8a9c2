import { faultOf } from '../../../shared/fault.ts'
import { pause } from '../concurrency/pause.ts'
import type { ConnectionRecord } from '../connections/connection-record.ts'
import type { KeeperParts } from '../keeper-parts.ts'
import type { Ports } from '../ports.ts'
import { isVaultShut } from '../vault/shut-vault.ts'

/** Token sets that arrived while the vault would not take them: they live in memory alone until it does. */
export type LateSaves = {
  /** Takes note of whether this one is saved. */
  look(record: ConnectionRecord): void
  any(): boolean
  /** Tries again when it is time, one after another, until the vault refuses one: it would refuse the others too. */
  saveAll(): void
  /** Before quitting: tries for a while, since what is not saved then is a session lost. */
  saveLast(): Promise<void>
}

export type LateSavesContext = Pick<KeeperParts, 'connections' | 'journalWriter' | 'changed'> & {
  readonly ports: Pick<Ports, 'clock'>
}

/** A vault that was shut, a save that failed: tried again after this. */
export const VAULT_RETRY_MS = 5_000
/** A timer that fires a little early must not cost a whole round. */
const SLACK_MS = 500
/** Quitting waits this long for a vault that does not take the last token set. */
const LAST_SAVE_MS = 15_000

export function createLateSaves({ ports, connections, journalWriter, changed }: LateSavesContext): LateSaves {
  const unsaved = new Set<ConnectionRecord>()

  let saving = false
  let lastTry = Number.NEGATIVE_INFINITY

  /** False when the vault is shut; the state says "unsaved" until a later try. */
  async function save(record: ConnectionRecord): Promise<boolean> {
    try {
      await connections.saveUnsaved(record)
      if (unsaved.delete(record)) journalWriter.note({ event: 'saved_late', connection: record.name })
      changed(record)
      return true
    } catch (thrown) {
      return !isVaultShut(faultOf(thrown))
    }
  }

  async function saveInTurn(): Promise<void> {
    saving = true
    for (const record of [...unsaved]) if (!(await save(record))) break
    saving = false
  }

  return {
    look(record) {
      if (record.unsaved && !record.gone) unsaved.add(record)
      else unsaved.delete(record)
    },
    any: () => unsaved.size > 0,
    saveAll() {
      // Ticks come as often as anything is due: hundreds of calls at each would be all that a shut keychain sees.
      const isSoon = Math.abs(ports.clock.monotonic() - lastTry) < VAULT_RETRY_MS - SLACK_MS
      if (unsaved.size === 0 || saving || isSoon) return
      lastTry = ports.clock.monotonic()
      void saveInTurn()
    },
    async saveLast() {
      const until = ports.clock.monotonic() + LAST_SAVE_MS
      while (unsaved.size > 0 && ports.clock.monotonic() < until) {
        for (const record of [...unsaved]) await save(record)
        if (unsaved.size > 0) await pause(ports.clock, 1_000)
      }
    },
  }
}
