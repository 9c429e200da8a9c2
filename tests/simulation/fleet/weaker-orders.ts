/** Orders of steps that are weaker than ours, as a store that does not show what ours rests on: the laws must break. */
import type { ReadAt, SharedStore, StoredValue } from '../../../electron/core/fleet/shared-store.ts'
import type { StoreAge } from '../../../electron/core/fleet/store/store-age.ts'
import { jsonIn } from '../../../shared/encoding/json-text.ts'

/**
 * `lease`: marks are seen by whoever wrote them alone. `take-over`: what another is about to send looks only asked.
 * `any-age`: nobody sees how far the store had come, so that an older state that was put back is as good as any.
 */
export const VARIANTS = ['lease', 'take-over', 'any-age'] as const
export type Variant = (typeof VARIANTS)[number]

export function weakened(store: SharedStore, me: string, variant: Variant | undefined): SharedStore {
  if (variant === undefined || variant === 'any-age') return store
  return variant === 'lease' ? leaseAlone(store) : takingOver(store, me)
}

export function seenBy(age: StoreAge, variant: Variant | undefined): StoreAge {
  return variant === 'any-age' ? { ...age, beforeCall: async () => () => undefined, noteNews: () => undefined } : age
}

const isMark = (key: string): boolean => key.endsWith('/asked')

/** What others have written is shown as `shown` makes it; what is written over it holds over what is really there. */
function showing(store: SharedStore, shown: (key: string, value: string) => string): SharedStore {
  const written = new Set<string | null>()
  const real = new Map<string, string>()
  function seen<Stored extends { readonly key: string; readonly value: string | null; readonly revision: number }>(
    stored: Stored,
  ): Stored {
    if (stored.value === null || written.has(stored.value)) return stored
    const value = shown(stored.key, stored.value)
    real.set(`${stored.revision} ${value}`, stored.value)
    return { ...stored, value }
  }
  const asItIs = (readAt: ReadAt): ReadAt =>
    readAt && { ...readAt, value: real.get(`${readAt.revision} ${readAt.value}`) ?? readAt.value }
  return {
    ...store,
    read: async (key) => {
      const stored = await store.read(key)
      return stored && seen(stored)
    },
    watch: (prefix, heard, broken) => store.watch(prefix, (notices) => heard(notices.map(seen)), broken),
    list: async (prefix) => (await store.list(prefix)).map(seen),
    async write(changes) {
      for (const { value } of changes) written.add(value)
      return store.write(changes.map((change) => ({ ...change, readAt: asItIs(change.readAt) })))
    },
  }
}

function leaseAlone(engine: SharedStore): SharedStore {
  const own = new Map<string, StoredValue>()
  /** That somebody has asked stands in his document as well. */
  const store = showing(engine, (_key, value) => withoutAsked(value))
  return {
    ...store,
    async list(prefix) {
      const found = (await store.list(prefix)).filter(({ key }) => !isMark(key))
      return [...found, ...[...own.values()].filter(({ key }) => key.startsWith(prefix))]
    },
    async write(changes) {
      const others = changes.filter(({ key }) => !isMark(key))
      const outcome = others.length === 0 ? 'written' : await store.write(others)
      if (outcome === 'written')
        for (const { key, value, readAt } of changes)
          if (isMark(key)) own.set(key, { key, value: value ?? '', revision: (readAt?.revision ?? 0) + 1, lease: null })
      return outcome
    },
  }
}

function withoutAsked(value: string): string {
  const envelope = jsonIn(value) as { readonly value?: string } | null
  const document = jsonIn(envelope?.value ?? '') as { readonly asked?: unknown } | null
  if (document?.asked === undefined || document.asked === null) return value
  return JSON.stringify({ ...envelope, value: JSON.stringify({ ...document, asked: null }) })
}

const takingOver = (store: SharedStore, me: string): SharedStore =>
  showing(store, (key, value) =>
    isMark(key) && !value.includes(`"by":"${me}"`) ? value.replace('about-to-send', 'asked') : value,
  )
