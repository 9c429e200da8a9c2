/** Orders of steps that are weaker than ours, as a store that does not show what ours rests on: the laws must break. */
import type { SharedStore, StoredValue } from '../../../electron/core/fleet/shared-store.ts'
import { jsonIn } from '../../../shared/encoding/json-text.ts'

/**
 * `lease`: marks are seen by whoever wrote them alone. `take-over`: what another is about to send looks only asked.
 * `any-mark`: the document does not say which attempt it was, so that an older mark that was put back is believed.
 */
export const VARIANTS = ['lease', 'take-over', 'any-mark'] as const
export type Variant = (typeof VARIANTS)[number]

export function weakened(store: SharedStore, me: string, variant: Variant | undefined): SharedStore {
  if (variant === undefined) return store
  if (variant === 'any-mark') return unnamed(store)
  return variant === 'lease' ? leaseAlone(store) : takingOver(store, me)
}

const isMark = (key: string): boolean => key.endsWith('/asked')

/** Documents of others are shown without what they tell of a renewal. */
function hiding(store: SharedStore, without: (value: string) => string): SharedStore {
  const written = new Set<string | null>()
  const hidden = <Stored extends { readonly value: string | null }>(stored: Stored): Stored =>
    written.has(stored.value) ? stored : { ...stored, value: stored.value && without(stored.value) }
  return {
    ...store,
    read: async (key) => {
      const stored = await store.read(key)
      return stored && hidden(stored)
    },
    watch: (prefix, heard, broken) => store.watch(prefix, (notices) => heard(notices.map(hidden)), broken),
    list: async (prefix) => (await store.list(prefix)).map(hidden),
    async write(changes) {
      for (const { value } of changes) written.add(value)
      return store.write(changes)
    },
  }
}

const unnamed = (store: SharedStore): SharedStore =>
  hiding(store, (value) =>
    withAsked(value, (asked) =>
      typeof asked === 'object' && asked !== null ? { ...asked, attempt: undefined } : asked,
    ),
  )

function leaseAlone(engine: SharedStore): SharedStore {
  const own = new Map<string, StoredValue>()
  /** That somebody has asked stands in his document as well. */
  const store = hiding(engine, (value) => withAsked(value, () => null))
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
          if (isMark(key)) own.set(key, { key, value: value ?? '', revision: readAt + 1, lease: null })
      return outcome
    },
  }
}

function withAsked(value: string, make: (asked: unknown) => unknown): string {
  const envelope = jsonIn(value) as { readonly value?: string } | null
  const document = jsonIn(envelope?.value ?? '') as { readonly asked?: unknown } | null
  if (document?.asked === undefined || document.asked === null) return value
  return JSON.stringify({ ...envelope, value: JSON.stringify({ ...document, asked: make(document.asked) }) })
}

function takingOver(store: SharedStore, me: string): SharedStore {
  return {
    ...store,
    async list(prefix) {
      const found = await store.list(prefix)
      return found.map((one) =>
        isMark(one.key) && !one.value.includes(`"by":"${me}"`)
          ? { ...one, value: one.value.replace('about-to-send', 'asked') }
          : one,
      )
    },
  }
}
