import { type Fault, faultOf } from '../../../../shared/fault.ts'
import type { Cancel, Clock } from '../../ports.ts'
import type { StoredValue, StoreNotice } from '../shared-store.ts'
import { MEMBERS_KEY } from './list-letter.ts'
import type { Members } from './members.ts'
import { DOCUMENTS, type Seals } from './seals.ts'
import { isOut } from './seen-list.ts'
import type { SharedDocuments } from './shared-documents.ts'
import type { WatchedStore } from './watched-store.ts'

const RETRY_MS = 1_000
/** Whoever was left out asks seldom whether it was taken in again. */
const OUT_RETRY_MS = 60_000

export type LineParts = {
  readonly store: WatchedStore
  readonly clock: Pick<Clock, 'after'>
  readonly documents: Pick<SharedDocuments, 'take'>
  readonly seals: Pick<Seals, 'keyAt'>
  readonly members: Pick<Members, 'refresh'>
  /** This workstation was left out. */
  readonly told: (trouble: Fault) => void
  /** A document is in the store no more. */
  readonly removed: (key: string) => Promise<void>
  /** What every line begins with. */
  readonly begun: (there: readonly StoredValue[]) => Promise<void>
}

/** One watch for all who listen, from the first of them on, taken up again whenever it breaks. */
export type DocumentLine = {
  /** Told the key of each document that another workstation has written or removed. */
  subscribe(changed: (key: string) => void): Cancel
  stop(): void
}

export function documentLine({
  store,
  clock,
  documents,
  seals,
  members,
  told,
  removed,
  begun,
}: LineParts): DocumentLine {
  const listeners = new Set<(key: string) => void>()
  let cancels: Cancel[] = []
  let started = false
  let stopped = false
  /** What is told is taken in its order. */
  let last: Promise<unknown> = Promise.resolve()

  const tell = (key: string): void => {
    for (const listener of listeners) listener(key)
  }

  async function take(stored: StoredValue): Promise<void> {
    const key = await documents.take(stored)
    if (key !== null) tell(key)
  }

  async function heard({ kind, key: place, value, revision }: StoreNotice): Promise<void> {
    if (kind === 'put') return take({ key: place, value: value ?? '', revision, lease: null })
    const key = seals.keyAt(place)
    if (key !== undefined) await removed(key)
  }

  const inOrder = (work: () => Promise<unknown>): void => {
    last = last.then(() => (stopped ? undefined : work())).catch(() => undefined)
  }

  async function listen(): Promise<void> {
    if (stopped) return
    try {
      await store.list(MEMBERS_KEY)
      await members.refresh()
      const found = await store.list(DOCUMENTS)
      if (stopped) return
      const hear = (all: readonly StoreNotice[]): void => {
        for (const notice of all) inOrder(() => heard(notice))
      }
      const documentsCut = store.watch(DOCUMENTS, hear, () => again())
      const membersCut = store.watch(
        MEMBERS_KEY,
        () => inOrder(members.refresh),
        () => again(),
      )
      cancels = [documentsCut, membersCut]
      for (const stored of found) inOrder(() => take(stored))
      inOrder(() => begun(found))
    } catch (thrown) {
      const trouble = faultOf(thrown)
      if (isOut(trouble)) told(trouble)
      again(isOut(trouble) ? OUT_RETRY_MS : RETRY_MS)
    }
  }

  function again(ms = RETRY_MS): void {
    end()
    if (!stopped) cancels = [clock.after(ms, () => void listen())]
  }

  function end(): void {
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
