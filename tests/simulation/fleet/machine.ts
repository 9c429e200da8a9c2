/** One workstation of a simulated fleet: its clock, its disk, and everything that can happen to its process. */
import type { Clock, Random } from '../../../electron/core/ports.ts'
import { type FaultyVault, faultyVault } from '../../kit/faulty-vault.ts'
import type { VirtualClock } from '../virtual-clock.ts'
import { between } from '../weather.ts'

export type Mishap = 'kill' | 'stop' | 'cut-store' | 'cut-server' | 'cut-both'
export const MISHAPS: readonly Mishap[] = ['kill', 'stop', 'cut-store', 'cut-server', 'cut-both']

export type Machine = {
  readonly name: string
  readonly disk: FaultyVault
  /** Of the process that runs now; another one has another. */
  process(): Process
  befall(mishap: Mishap, ms: number): void
  /** Everything is as it should be again. */
  mend(): void
  reaches(what: 'server'): boolean
  /** Since when, true time, it has been up with store and server; null while it is not. */
  fairSince(): number | null
}

/** A process: what it asked for does not come back once it is dead, and comes late where it was stopped. */
export type Process = {
  readonly clock: Clock
  isAlive(): boolean
  /** One step of it; the world may strike before and after. */
  step<Value>(work: () => Promise<Value>): Promise<Value>
}

export type MachineContext = {
  readonly world: VirtualClock
  readonly random: Random
  /** How wrong its wall clock is, ms. */
  readonly wrongBy: number
  readonly cutStore: (cut: boolean) => void
  /** Its process is to be started anew. */
  readonly started: () => void
  /** How likely it is that something happens at a step. */
  readonly risk: () => number
}

export function simMachine(name: string, context: MachineContext): Machine {
  const { world, random, wrongBy, cutStore, started, risk } = context
  const disk = faultyVault('memory')
  const troubles = new Map<Mishap, number>()
  let epoch = 0
  let fairSince: number | null = world.trueNow()
  let goOn: (() => void)[] = []

  function look(): void {
    cutStore(troubles.has('cut-store') || troubles.has('cut-both'))
    fairSince = troubles.size > 0 ? null : (fairSince ?? world.trueNow())
  }

  function end(mishap: Mishap): void {
    if (!troubles.delete(mishap)) return
    look()
    if (mishap === 'kill') started()
    if (mishap === 'stop') for (const each of goOn.splice(0)) each()
  }

  function befall(mishap: Mishap, ms: number): void {
    if (troubles.has(mishap)) return
    const at = world.trueNow()
    troubles.set(mishap, at)
    if (mishap === 'kill') {
      epoch++
      troubles.delete('stop')
      goOn = []
    }
    look()
    world.after(ms, () => troubles.get(mishap) === at && end(mishap))
  }

  function process(): Process {
    const mine = epoch
    const isAlive = (): boolean => mine === epoch
    async function running(): Promise<void> {
      while (isAlive() && troubles.has('stop')) await new Promise<void>((resolve) => goOn.push(resolve))
      if (!isAlive()) await new Promise<never>(() => undefined)
    }
    function strike(): void {
      if (!isAlive() || random.fraction() >= risk()) return
      befall(MISHAPS[between(random, 0, MISHAPS.length - 1)] ?? 'kill', between(random, 500, 30_000))
    }
    return {
      clock: {
        now: () => world.trueNow() + wrongBy,
        monotonic: () => world.trueNow(),
        sinceBoot: () => world.sinceBoot(),
        zoneOffsetMinutes: () => 0,
        after: (ms, run) => world.after(ms, () => void running().then(run)),
      },
      isAlive,
      async step(work) {
        strike()
        await running()
        const value = await work()
        strike()
        await running()
        return value
      },
    }
  }

  return {
    name,
    disk,
    process,
    befall,
    mend() {
      for (const mishap of [...troubles.keys()]) end(mishap)
    },
    reaches: () => !troubles.has('cut-server') && !troubles.has('cut-both'),
    fairSince: () => fairSince,
  }
}
