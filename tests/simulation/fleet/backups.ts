/** Older states of the store that are put back, and who had heard of what is then missing. */
import type { Random } from '../../../electron/core/ports.ts'
import { jsonIn } from '../../../shared/encoding/json-text.ts'
import type { MemoryStore } from '../../kit/fleet/memory-store.ts'
import type { VirtualClock } from '../virtual-clock.ts'

export type SimBackups = {
  /** Now and then one is taken, and now and then the last one put back. */
  befall(random: Random): void
  restoredSince(at: number): boolean
  /** Somebody goes past a mark that is in the way. */
  agreed(): void
  /** What lies on a machine's disk from now on; the refresh token of a copy of the document by its number. */
  wrote(machine: string, key: string, value: string, generation: number): void
  /** A person agreed, or it knew neither of an attempt of others at this token nor of its successor when it began its own. */
  isForgiven(machine: string, generation: number, since: number): boolean
}

type Heard = { own: Set<string>; newest: number; ofOthers: Map<number, number>; began: Map<number, number> }

export function simBackups(store: MemoryStore, world: Pick<VirtualClock, 'trueNow'>): SimBackups {
  const machines = new Map<string, Heard>()
  let restoredAt = Number.NEGATIVE_INFINITY
  let agreedAt = Number.NEGATIVE_INFINITY
  let goBack: (() => void) | null = null

  function heardBy(machine: string): Heard {
    const known = machines.get(machine) ?? { own: new Set(), newest: 0, ofOthers: new Map(), began: new Map() }
    machines.set(machine, known)
    return known
  }

  return {
    befall(random) {
      const draw = random.fraction()
      if (draw < 0.1) goBack = store.snapshot()
      if (draw < 0.95 || goBack === null) return
      goBack()
      restoredAt = world.trueNow()
    },
    restoredSince: (at) => restoredAt >= at,
    agreed() {
      agreedAt = world.trueNow()
    },
    wrote(machine, key, value, generation) {
      const heard = heardBy(machine)
      const { attempts = [] } = (jsonIn(value) ?? {}) as { readonly attempts?: readonly string[] }
      if (key.startsWith('shared-attempt-')) for (const attempt of attempts) heard.own.add(attempt)
      heard.newest = Math.max(heard.newest, generation)
      const attempt = attemptIn(value)
      if (attempt === null) return
      if (heard.own.has(attempt)) heard.began.set(generation, world.trueNow())
      else heard.ofOthers.set(generation, heard.ofOthers.get(generation) ?? world.trueNow())
    },
    isForgiven(machine, generation, since) {
      const { newest, ofOthers, began } = heardBy(machine)
      const heardAt = ofOthers.get(generation) ?? Number.POSITIVE_INFINITY
      const isUnheard = newest <= generation && (began.get(generation) ?? 0) < heardAt
      return agreedAt >= since || (restoredAt >= since && isUnheard)
    },
  }
}

/** Of a copy of the document that says that its own set was asked for. */
function attemptIn(copy: string): string | null {
  const { value = '' } = (jsonIn(copy) ?? {}) as { readonly value?: string }
  const { asked, tokens } = (jsonIn(value) ?? {}) as {
    readonly asked?: { readonly attempt?: string; readonly generation?: number } | null
    readonly tokens?: { readonly generation?: number } | null
  }
  return asked?.generation === tokens?.generation ? (asked?.attempt ?? null) : null
}
