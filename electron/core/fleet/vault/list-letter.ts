import { faultOf, raise } from '../../../../shared/fault.ts'
import type { SharedStore } from '../shared-store.ts'
import { type Appointment, appointedBy } from './appointments.ts'
import { type LetterParts, openLetter, outsideOf } from './letters.ts'
import { listIn, type MemberList } from './member-list.ts'

/** Where the list lies, in the store and in the local vault. */
export const MEMBERS_KEY = 'members'
export const LOCAL_MEMBERS_KEY = 'shared-members'

/** A list of members as it lies there: whole, and by whose right is still to be asked. */
export type ListLetter = {
  readonly letter: string
  readonly signer: string
  readonly appointments: readonly Appointment[]
  /** Null where it is not sealed for this workstation. */
  readonly list: MemberList | null
}

/** Raises letter_unsigned, and store_damaged where it is no list. */
export async function readListLetter(letters: LetterParts, letter: string): Promise<ListLetter> {
  const { signer, appointments } = outsideOf(letter) ?? raise('letter_unsigned', { key: MEMBERS_KEY })
  const text = await openLetter(letters, MEMBERS_KEY, letter, {
    isKnown: () => true,
    keys: [letters.own.identity],
  }).catch((thrown: unknown) => {
    if (faultOf(thrown).code !== 'not_a_member') throw thrown
    return null
  })
  const list = text === null ? null : (listIn(text, signer) ?? raise('store_damaged', { key: MEMBERS_KEY }))
  return { letter, signer, appointments, list }
}

/**
 * `believed`: by one who may sign it, as far as is known here. `claimed`: by a member who may not; where the workstations that
 * could are gone, people have to say whether he is followed. `strange`: by nobody who is known.
 */
export type ListRight = 'believed' | 'claimed' | 'strange'

/** `root`: whom this workstation trusts while it knows no list yet. */
export function rightOf(
  { identities }: Pick<LetterParts, 'identities'>,
  { signer, appointments, list }: ListLetter,
  here: MemberList | null,
  root: string,
): ListRight {
  const fleet = here?.fleet ?? list?.fleet ?? ''
  const reaches = (first: readonly string[], dismissed: readonly string[] = []) =>
    appointedBy(identities, fleet, first, appointments, dismissed).has(signer)
  if (reaches(here?.signers ?? [root], here?.dismissed)) return 'believed'
  return here !== null && reaches(here.members.map((member) => member.signer)) ? 'claimed' : 'strange'
}

/** The letter of the list that lies there; null where nothing is shared yet. Nothing of it is believed yet. */
export async function listLetterAt(store: Pick<SharedStore, 'read'>): Promise<string | null> {
  const there = await store.read(MEMBERS_KEY)
  return there?.value ?? null
}

/** Who says that he has signed it. Raises letter_unsigned. */
export function signerOf(letter: string): string {
  return outsideOf(letter)?.signer ?? raise('letter_unsigned', { key: MEMBERS_KEY })
}
