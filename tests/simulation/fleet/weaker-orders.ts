/** Orders of steps that are weaker than ours, as a store that does not show what ours rests on: the laws must break. */
import type { SharedStore, StoredValue } from '../../../electron/core/fleet/shared-store.ts'

/** `lease`: marks are seen by whoever wrote them alone. `take-over`: what another is about to send looks only asked. */
export const VARIANTS = ['lease', 'take-over'] as const
export type Variant = (typeof VARIANTS)[number]

export function weakened(store: SharedStore, me: string, variant: Variant | undefined): SharedStore {
  if (variant === undefined) return store
  return variant === 'lease' ? leaseAlone(store) : takingOver(store, me)
}

const isMark = (key: string): boolean => key.endsWith('/asked')

function leaseAlone(store: SharedStore): SharedStore {
  const own = new Map<string, StoredValue>()
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
