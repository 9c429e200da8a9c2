import { type Fault, faultOf } from '../../../../shared/fault.ts'
import { pause } from '../../concurrency/pause.ts'
import type { Cancel, Clock } from '../../ports.ts'
import type { StoredValue, StoreNotice } from '../shared-store.ts'
import type { WatchedStore } from '../store/watched-store.ts'
import { MEMBERS_KEY } from './list-letter.ts'
import type { Members } from './members.ts'
import { DOCUMENTS, type Seals } from './seals.ts'
import { isOut } from './seen-list.ts'
import type { SharedDocuments } from './shared-documents.ts'

const RETRY_MS = 1_000
/** While the store is away, each workstation retries every four seconds. */
const MOST_DOUBLED = 2
/** Whoever was left out asks seldom whether it was taken in again, or whether what lies there can be read by now. */
const LASTING_RETRY_MS = 60_000

/** Letters opened before other work of this process gets a turn. */
const AT_ONCE = 50

export type DocumentFeedParts = {
  readonly store: WatchedStore
  readonly clock: Pick<Clock, 'after'>
  readonly documents: Pick<SharedDocuments, 'take' | 'relisted'>
  readonly seals: Pick<Seals, 'keyAt'>
  readonly members: Pick<Members, 'refresh'>
  /** This workstation was left out. */
  readonly told: (trouble: Fault) => void
  /** A document is in the store no more. */
  readonly removed: (key: string) => Promise<void>
  /** Connected again: what is told from here on is current. */
  readonly reached: () => void
  /** After each connect, once all that was there has been taken. */
  readonly begun: (there: readonly StoredValue[]) => Promise<void>
}

/** One watch for all listeners, started with the first, resumed whenever it breaks. */
export type DocumentFeed = {
  /** Told the key of each document that another workstation has written or removed. */
  subscribe(changed: (key: string) => void): Cancel
  stop(): void
}

export function documentFeed(parts: DocumentFeedParts): DocumentFeed {
  const { store, clock, documents, members, told, reached, begun } = parts
  const listeners = new Set<(key: string) => void>()
  let cancels: Cancel[] = []
  let started = false
  let stopped = false
  /** Failures in a row. */
  let failures = 0
  const refreshed = membersLook(members, documents.relisted)
  const inOrder = queue(() => stopped)

  const tell = (key: string): void => {
    for (const listener of listeners) listener(key)
  }

  const { takeInTurn, heard } = taking(parts, tell)

  async function listen(): Promise<void> {
    if (stopped) return
    try {
      await store.list(MEMBERS_KEY)
      await refreshed()
      const found = await store.list(DOCUMENTS)
      if (stopped) return
      const hear = (all: readonly StoreNotice[]): void => {
        for (const notice of all) inOrder(() => heard(notice))
      }
      const documentsCut = store.watch(DOCUMENTS, hear, () => again())
      const membersCut = store.watch(
        MEMBERS_KEY,
        () => inOrder(refreshed),
        () => again(),
      )
      cancels = [documentsCut, membersCut]
      failures = 0
      reached()
      for (const [index, stored] of found.entries()) inOrder(() => takeInTurn(index, stored))
      inOrder(() => begun(found))
    } catch (thrown) {
      const trouble = faultOf(thrown)
      if (isOut(trouble)) told(trouble)
      again(retryMs(trouble, ++failures))
    }
  }

  function again(ms = RETRY_MS): void {
    end()
    if (!stopped) cancels = [clock.after(ms, () => void listen())]
  }

  const end = (): void => {
    for (const cancel of cancels.splice(0)) cancel()
  }

  return {
    subscribe(changed) {
      listeners.add(changed)
      if (!started) void listen()
      started = true
      return () => listeners.delete(changed)
    },
    stop() {
      stopped = true
      end()
    },
  }
}

function taking({ clock, documents, seals, removed }: DocumentFeedParts, tell: (key: string) => void) {
  async function take(stored: StoredValue): Promise<void> {
    const key = await documents.take(stored)
    if (key !== null) tell(key)
  }

  return {
    async takeInTurn(index: number, stored: StoredValue): Promise<void> {
      if (index % AT_ONCE === AT_ONCE - 1) await pause(clock, 0)
      await take(stored)
    },
    async heard({ kind, key: place, value, revision }: StoreNotice): Promise<void> {
      if (kind === 'put') return take({ key: place, value: value ?? '', revision, lease: null })
      const key = seals.keyAt(place)
      if (key !== undefined) await removed(key)
    },
  }
}

/** What is told is taken in its order; what fails is told of again, or found with the next list. */
function queue(isStopped: () => boolean): (work: () => Promise<unknown>) => void {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    last = last.then(() => (isStopped() ? undefined : work())).catch(() => undefined)
  }
}

/** Looks who belongs to it, and tells where others do than before. */
function membersLook({ refresh }: Pick<Members, 'refresh'>, relisted: () => void): () => Promise<void> {
  let before = ''
  return async () => {
    const { number, members } = await refresh()
    const now = [number, ...members.map(({ signer }) => signer)].join(' ')
    if (now !== before) relisted()
    before = now
  }
}

function retryMs(trouble: Fault, failures: number): number {
  const isLasting = isOut(trouble) || trouble.code === 'store_damaged'
  return isLasting ? LASTING_RETRY_MS : RETRY_MS * 2 ** Math.min(failures, MOST_DOUBLED)
}
