import type { Fault } from '../../../../shared/fault.ts'
import type { Digest } from '../../ports.ts'
import type { StoredValue } from '../shared-store.ts'

/** Of more than these it is found out again each time. */
const MOST = 10_000

type Letter = Pick<StoredValue, 'key' | 'value'>

/**
 * Letters that were not believed, and why: whoever can write to the store may leave thousands of them, which lie in each list
 * from then on, and each costs a signature's check or a look at the list of members.
 */
export type RefusedLetters = {
  of(letter: Letter): Fault | null
  note(letter: Letter, why: Fault): void
  forget(): void
}

/** What no other list of members, and no other state of this workstation, would make right. */
const isForGood = ({ code }: Fault): boolean => /^letter_(unsigned|stranger)$/.test(code)

export function refusedLetters(digest: Digest): RefusedLetters {
  const refused = new Map<string, { readonly letter: string; readonly why: Fault }>()
  return {
    of({ key, value }) {
      const known = refused.get(key)
      return known !== undefined && known.letter === digest(value) ? known.why : null
    },
    note({ key, value }, why) {
      if (isForGood(why) && (refused.size < MOST || refused.has(key))) refused.set(key, { letter: digest(value), why })
    },
    forget: () => refused.clear(),
  }
}
