/**
 * The store that several workstations share, in memory, whose troubles the test makes.
 *
 *   const store = memoryStore(clock)
 *   const one = store.client('one')                    // a SharedStore; another clock may be given for its machine
 *   store.cut('one')                                   // it reaches nothing, until store.join('one')
 *   store.failNext('write', { answers: false })        // it is done and nobody is told: store_unanswered
 *   store.failNext('write', { arrives: false })        // it is not done, and nobody is told either
 *   store.failNext('write', { twice: true })           // carried twice: the answer is the second one's, 'changed'
 *   store.failNext('read', { afterMs: 3_000 })         // the answer is late
 *   const goBack = store.snapshot(); goBack()          // all is as it was then; lines are cut, as when the store starts anew
 *   store.engine.compact()                             // what happened is forgotten: watches that were cut end 'compacted'
 */
import type { SharedStore, StoreLease, StoreNotice, WatchEnd } from '../../../electron/core/fleet/shared-store.ts'
import type { StoreAge } from '../../../electron/core/fleet/store/store-age.ts'
import type { Cancel, Clock } from '../../../electron/core/ports.ts'
import { raise } from '../../../shared/fault.ts'
import { type StoreEngine, storeEngine } from './store-engine.ts'

export type StoreCall = 'read' | 'list' | 'write' | 'lease' | 'end' | 'keep-alive' | 'notice'

/** What a call meets on its way; ms. */
export type Fate = {
  readonly beforeMs?: number
  readonly afterMs?: number
  readonly arrives?: boolean
  readonly answers?: boolean
  readonly twice?: boolean
}

export type MemoryStore = {
  readonly engine: StoreEngine
  client(name: string, clock?: Clock, age?: StoreAge): SharedStore
  cut(name: string): void
  join(name: string): void
  snapshot(): () => void
  /** The next such call of any client meets this. */
  failNext(call: StoreCall, fate: Fate): void
}

/** A client waits this long for an answer. */
const DEADLINE_MS = 2_000

export function memoryStore(clock: Clock, fateOf: (client: string, call: StoreCall) => Fate = () => ({})): MemoryStore {
  const engine = storeEngine(clock)
  const cutOff = new Set<string>()
  const scripted: { readonly call: StoreCall; readonly fate: Fate }[] = []
  const lines = new Set<{ readonly name: string; readonly broke: () => void }>()

  function takeFate(client: string, call: StoreCall): Fate {
    const index = scripted.findIndex((one) => one.call === call)
    return (index < 0 ? undefined : scripted.splice(index, 1)[0]?.fate) ?? fateOf(client, call)
  }

  return {
    engine,
    client(name, own = clock, age = undefined) {
      const way: Way = {
        engine,
        own,
        age,
        world: clock,
        fate: (call) => takeFate(name, call),
        isCut: () => cutOff.has(name),
        joinLine(broke) {
          const line = { name, broke }
          lines.add(line)
          return () => lines.delete(line)
        },
      }
      return clientOf(way)
    },
    cut(name) {
      cutOff.add(name)
      for (const line of [...lines]) if (line.name === name) line.broke()
    },
    join: (name) => void cutOff.delete(name),
    snapshot() {
      const goBack = engine.snapshot()
      return () => {
        goBack()
        for (const { broke } of [...lines]) broke()
      }
    },
    failNext: (call, fate) => void scripted.push({ call, fate }),
  }
}

/** One client's way to the store. */
type Way = {
  readonly engine: StoreEngine
  /** The client's own clock; the store's is `world`. */
  readonly own: Clock
  /** Told how far the store has come, as etcd's adapter tells it. */
  readonly age: StoreAge | undefined
  readonly world: Clock
  readonly fate: (call: StoreCall) => Fate
  readonly isCut: () => boolean
  readonly joinLine: (broke: () => void) => Cancel
}

const passed = (clock: Clock, ms = 0): Promise<void> =>
  ms === 0 ? Promise.resolve() : new Promise((resolve) => clock.after(ms, resolve))

const SAYS_HOW_FAR: readonly StoreCall[] = ['read', 'list', 'write']

const momentOf = (engine: StoreEngine) => ({ cluster: 'one', revision: engine.revision() })

/** What is late arrives all the same, when nobody waits for it any more. */
async function carry<Value>(way: Way, call: StoreCall, work: () => Value): Promise<Value> {
  const { arrives = true, answers = true, twice = false, beforeMs, afterMs } = way.fate(call)
  const never = new Promise<never>(() => undefined)
  const told = SAYS_HOW_FAR.includes(call) ? await way.age?.beforeCall() : await Promise.resolve()
  if (way.isCut()) raise('store_unreachable')
  async function answer(): Promise<Value> {
    await passed(way.world, beforeMs)
    if (!arrives || way.isCut()) return never
    const first = work()
    const value = twice ? work() : first
    const moment = momentOf(way.engine)
    await passed(way.own, afterMs)
    if (!answers || way.isCut()) return never
    told?.(moment)
    return value
  }
  async function deadline(): Promise<never> {
    await passed(way.own, DEADLINE_MS)
    return raise(call === 'read' || call === 'list' ? 'store_unreachable' : 'store_unanswered')
  }
  return Promise.race([answer(), deadline()])
}

function clientOf(way: Way): SharedStore {
  const { engine } = way
  const listedAt = new Map<string, number>()
  return {
    read: (key) => carry(way, 'read', () => engine.read(key)),
    async list(prefix) {
      const { found, at } = await carry(way, 'list', () => ({ found: engine.list(prefix), at: engine.revision() }))
      listedAt.set(prefix, at)
      return found
    },
    write: (changes) => carry(way, 'write', () => engine.write(changes)),
    async lease(ttlMs) {
      const id = await carry(way, 'lease', () => engine.grant(ttlMs))
      return keptLease(way, id, ttlMs)
    },
    watch: (prefix, heard, broken) => watched(way, prefix, listedAt.get(prefix) ?? 0, heard, broken),
  }
}

/** Its keeper gives it up when the store has not answered for as long as the lease lasts. */
function keptLease(way: Way, id: string, ttlMs: number): StoreLease {
  const { promise: lost, resolve } = Promise.withResolvers<void>()
  let ended = false
  let heardAt = way.own.monotonic()
  function over(): void {
    ended = true
    resolve()
  }
  async function beat(): Promise<void> {
    if (ended) return
    const sentAt = way.own.monotonic()
    try {
      if (await carry(way, 'keep-alive', () => way.engine.keepAlive(id))) heardAt = sentAt
      else over()
    } catch {
      if (way.own.monotonic() - heardAt >= ttlMs) over()
    }
    if (!ended) way.own.after(ttlMs / 3, () => void beat())
  }
  way.own.after(ttlMs / 3, () => void beat())
  return {
    id,
    lost,
    async end() {
      if (ended) return
      ended = true
      await carry(way, 'end', () => way.engine.revoke(id))
    },
  }
}

function watched(
  way: Way,
  prefix: string,
  from: number,
  heard: (notices: readonly StoreNotice[]) => void,
  broken: (why: WatchEnd) => void,
): Cancel {
  let seen = from
  let ended = false
  /** Notices keep their order, however long each is on its way. */
  let last: Promise<void> = Promise.resolve()
  const leave = way.joinLine(() => end('cut'))
  const { engine } = way
  const stop = engine.subscribe(look)

  function tell(what: () => void): void {
    const { afterMs } = way.fate('notice')
    const arrived = passed(way.own, afterMs)
    last = last.then(() => arrived).then(what)
  }

  function cancel(): void {
    ended = true
    stop()
    leave()
  }

  function end(why: WatchEnd): void {
    if (ended) return
    cancel()
    tell(() => broken(why))
  }

  function look(): void {
    if (ended) return
    // What it would begin after has still to come again, where an older state was put back.
    if (way.isCut() || seen > engine.revision()) return end('cut')
    const notices = engine.since(seen)
    if (notices === null) return end('compacted')
    seen = engine.revision()
    const moment = momentOf(engine)
    const ours = notices.filter(({ key }) => key.startsWith(prefix))
    if (ours.length > 0)
      tell(() => {
        if (ended) return
        way.age?.noteNews(moment)
        heard(ours)
      })
  }

  look()
  return cancel
}
