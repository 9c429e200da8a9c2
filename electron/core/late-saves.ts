import type { Connections } from './connections.ts'
import type { Diary } from './diary.ts'
import type { Held } from './held.ts'
import { pause } from './pause.ts'
import type { Ports } from './ports.ts'

/** Token sets that arrived while the vault would not take them: they live in memory alone until it does. */
export type LateSaves = {
  /** Takes note of whether this one is saved. */
  look(held: Held): void
  any(): boolean
  /** Tries each once more, without waiting. */
  saveAll(): void
  /** Before quitting: tries for a while, since what is not saved then is a session lost. */
  saveLast(): Promise<void>
}

export type LateSavesContext = {
  readonly ports: Pick<Ports, 'clock'>
  readonly connections: Connections
  readonly diary: Diary
  readonly changed: (held: Held) => void
}

/** Quitting waits this long for a vault that does not take the last token set. */
const LAST_SAVE_MS = 15_000

export function createLateSaves({ ports, connections, diary, changed }: LateSavesContext): LateSaves {
  const unsaved = new Set<Held>()

  async function save(held: Held): Promise<void> {
    try {
      await connections.saveUnsaved(held)
      if (unsaved.delete(held)) diary.note({ event: 'saved_late', connection: held.name })
      changed(held)
    } catch {
      // The next tick tries again; the state says "unsaved" all the while.
    }
  }

  return {
    look(held) {
      if (held.unsaved && !held.gone) unsaved.add(held)
      else unsaved.delete(held)
    },
    any: () => unsaved.size > 0,
    saveAll() {
      for (const held of unsaved) void save(held)
    },
    async saveLast() {
      const until = ports.clock.now() + LAST_SAVE_MS
      while (unsaved.size > 0 && ports.clock.now() < until) {
        for (const held of [...unsaved]) await save(held)
        if (unsaved.size > 0) await pause(ports.clock, 1_000)
      }
    },
  }
}
