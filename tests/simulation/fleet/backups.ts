/** Older states of the store that are put back, and who had heard of what is then missing. */
import { AGE_KEY, type StoreAge } from '../../../electron/core/fleet/store/store-age.ts'
import type { Random } from '../../../electron/core/ports.ts'
import { jsonIn } from '../../../shared/encoding/json-text.ts'
import type { MemoryStore } from '../../kit/fleet/memory-store.ts'
import type { VirtualClock } from '../virtual-clock.ts'

/** `attempt`: when it was begun; `at`: when it was sent. */
export type SimSend = {
  readonly by: string
  readonly generation: number
  readonly attempt: SimAttempt
  readonly at: number
}

export type SimAttempt = { readonly name: string; readonly at: number }

export type SimBackups = {
  /** Now and then one is taken, and now and then the last one put back. */
  befall(): void
  /** Something is on its way to the server: of what the others were kept from hearing nothing is left there then. */
  befallSend(machine: string): void
  restoredSince(at: number): boolean
  /** Somebody goes past a mark that is in the way. */
  agreed(): void
  /** What lies on a machine's disk from now on; the refresh token of a copy of the document by its number. */
  wrote(machine: string, key: string, value: string, generation: number): void
  /** The same, and how far that machine knows the store to have come is known here too. */
  overheard(machine: string, age: StoreAge): StoreAge
  /**
   * What others have sent without an answer is sent again, and a person agreed; or one of the two began before an older state
   * was put back of which the other had not seen anything later, whoever sends now did not know of their attempt when it began
   * its own (or no more than that it was asked for, as the older state says itself) nor of the successor when it sent, and has
   * not looked where it could know better.
   */
  isForgiven(sending: SimSend, others: readonly SimSend[]): boolean
  /** Its last one. */
  attemptOf(machine: string): SimAttempt
}

type Heard = {
  own: Set<string>
  last: SimAttempt
  /** When it first had each generation. */
  had: Map<number, number>
  /** When it first heard of each attempt of others at a token. */
  ofOthers: Map<string, number>
  began: Map<number, number>
  /** When it gave its last request out of its hands. */
  beganToSend: number
  /** How far it has seen the store, and what its disk says of that. */
  storeAt: number
  storeAtOnDisk: number
}

type Restore = {
  readonly at: number
  /** How far each that has not looked since had seen the store before. */
  readonly knew: Map<string, number>
  /** When each looked for the first time. */
  readonly lookedAt: Map<string, number>
  /** Whoever looked when the others had written as much again. */
  readonly unseenBy: Set<string>
  /** The attempts of which it has no more than that they were asked for: whoever finds that takes them over, and has nothing to know better by. */
  readonly onlyAsked: ReadonlySet<string>
}

type Around = {
  readonly store: MemoryStore
  readonly world: Pick<VirtualClock, 'trueNow' | 'after'>
  readonly random: Random
  readonly isTroubled: () => boolean
}

/** How likely the worst moment is chosen for a renewal, and how long all others, and then its asker, are kept from the store. */
const WORST = 0.2
const OTHERS_CUT_MS = 3_000
const ASKER_CUT_MS = 20_000
/** Whoever sends has looked no longer ago than this. */
const LOOKED_MS = 5_000

export function simBackups({ store, world, random, isTroubled }: Around): SimBackups {
  const machines = new Map<string, Heard>()
  const restores: Restore[] = []
  let agreedAt = Number.NEGATIVE_INFINITY
  let goBack: (() => void) | null = null
  /** The one that is about to renew. */
  let worstFor: string | null = null

  function heardBy(machine: string): Heard {
    const none = { had: new Map(), ofOthers: new Map(), began: new Map(), beganToSend: 0, storeAt: 0, storeAtOnDisk: 0 }
    const known = machines.get(machine) ?? { ...none, own: new Set(), last: { name: '', at: 0 } }
    machines.set(machine, known)
    return known
  }

  function keepFromStore(names: readonly string[], ms: number): void {
    for (const name of names) store.cut(name)
    world.after(ms, () => {
      for (const name of names) store.join(name)
    })
  }

  const others = (machine: string): string[] => [...machines.keys()].filter((name) => name !== machine)

  function chooseWorst(machine: string): void {
    if (goBack === null || !isTroubled() || random.fraction() >= WORST) return
    worstFor = machine
    keepFromStore(others(machine), OTHERS_CUT_MS)
  }

  function putBack(): void {
    if (goBack === null) return
    goBack()
    const knew = new Map([...machines].map(([name, { storeAt }]) => [name, storeAt]))
    const onlyAsked = new Set(store.engine.list('renewals/').flatMap(({ value }) => onlyAskedIn(value)))
    restores.push({ at: world.trueNow(), knew, lookedAt: new Map(), unseenBy: new Set(), onlyAsked })
  }

  function looked(machine: string, revision: number): void {
    for (const { knew, lookedAt, unseenBy } of restores) {
      if (revision >= (knew.get(machine) ?? Number.POSITIVE_INFINITY)) unseenBy.add(machine)
      if (knew.delete(machine)) lookedAt.set(machine, world.trueNow())
    }
  }

  return {
    befall() {
      const draw = random.fraction()
      if (draw < 0.1) goBack = store.snapshot()
      if (draw >= 0.95) putBack()
    },
    befallSend(machine) {
      heardBy(machine).beganToSend = world.trueNow()
      if (worstFor !== machine) return
      worstFor = null
      // It was chosen for a renewal that came to nothing.
      if (!isTroubled()) return
      putBack()
      for (const name of others(machine)) store.join(name)
      keepFromStore([machine], ASKER_CUT_MS)
    },
    restoredSince: (since) => restores.some(({ at }) => at >= since),
    agreed() {
      agreedAt = world.trueNow()
    },
    wrote(machine, key, value, generation) {
      const heard = heardBy(machine)
      const { attempts = [] } = (jsonIn(value) ?? {}) as { readonly attempts?: readonly string[] }
      if (key.startsWith('shared-attempt-')) {
        for (const attempt of attempts) heard.own.add(attempt)
        heard.last = { name: attempts[0] ?? '', at: world.trueNow() }
        chooseWorst(machine)
      }
      if (!heard.had.has(generation)) heard.had.set(generation, world.trueNow())
      if (key === AGE_KEY) heard.storeAtOnDisk = (jsonIn(value) as { readonly revision: number }).revision
      const attempt = attemptIn(value)
      if (attempt === null) return
      if (heard.own.has(attempt)) heard.began.set(generation, world.trueNow())
      else
        heard.ofOthers.set(
          sentAs(generation, attempt),
          heard.ofOthers.get(sentAs(generation, attempt)) ?? world.trueNow(),
        )
    },
    isForgiven({ by: machine, generation, attempt, at }, others) {
      if (others.length === 0) return false
      const { had, ofOthers, began, beganToSend } = heardBy(machine)
      const since = Math.min(...others.map((other) => other.attempt.at))
      const unseen = restores.filter(
        (restore) =>
          (restore.at >= since && restore.unseenBy.has(machine)) ||
          (restore.at >= Math.max(attempt.at, beganToSend - LOOKED_MS) &&
            hadNotLooked(restore, machine, at) &&
            others.some(({ by }) => restore.unseenBy.has(by))),
      )
      const heardAt = Math.min(
        ...others
          .filter((other) => !unseen.some(({ onlyAsked }) => onlyAsked.has(other.attempt.name)))
          .map((other) => ofOthers.get(sentAs(generation, other.attempt.name)) ?? Number.POSITIVE_INFINITY),
      )
      const hasNewer = [...had].some(([newer, hadAt]) => newer > generation && hadAt < at)
      const isUnheard = !hasNewer && (began.get(generation) ?? 0) < heardAt
      return agreedAt >= since || (unseen.length > 0 && isUnheard)
    },
    attemptOf: (machine) => heardBy(machine).last,
    overheard(machine, age) {
      const known = heardBy(machine)
      known.storeAt = known.storeAtOnDisk
      for (const { knew } of restores) if (knew.has(machine)) knew.set(machine, known.storeAt)
      return {
        ...age,
        async beforeCall() {
          const told = await age.beforeCall()
          return (answer) => {
            known.storeAt = answer.revision
            looked(machine, answer.revision)
            told(answer)
          }
        },
        noteNews(news) {
          known.storeAt = Math.max(known.storeAt, news.revision)
          age.noteNews(news)
        },
      }
    },
  }
}

const hadNotLooked = ({ knew, lookedAt }: Restore, machine: string, at: number): boolean =>
  knew.has(machine) || (lookedAt.get(machine) ?? Number.NEGATIVE_INFINITY) > at

const sentAs = (generation: number, attempt: string): string => `${generation} ${attempt}`

/** Of a mark in the store. */
function onlyAskedIn(value: string): string[] {
  const { stage, attempt } = (jsonIn(value.replace('sealed ', '')) ?? {}) as {
    readonly stage?: string
    readonly attempt?: string
  }
  return stage === 'asked' && attempt !== undefined ? [attempt] : []
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
