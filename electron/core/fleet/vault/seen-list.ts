import { type Fault, FaultError, fault, faultOf, raise } from '../../../../shared/fault.ts'
import type { VaultBackend } from '../../ports.ts'
import type { ReadAt } from '../shared-store.ts'
import { isUnavailable, type WatchedStore } from '../store/watched-store.ts'
import type { Appointment } from './appointments.ts'
import type { LetterParts } from './letters.ts'
import { type ListLetter, LOCAL_MEMBERS_KEY, MEMBERS_KEY, readListLetter, rightOf } from './list-letter.ts'
import { isSameKey, type MemberList } from './member-list.ts'

export type SeenListParts = {
  readonly store: Pick<WatchedStore, 'read' | 'write' | 'readSoon'>
  readonly local: VaultBackend
  readonly letters: LetterParts
  /** Whose list is believed while none has been seen yet. */
  readonly root: string
  /** The store has an older state than was seen before, or a list by a member who may not sign it. */
  readonly told: (trouble: Fault) => void
}

/** A list that counts, and what the next one is made of. */
export type SettledList = {
  readonly list: MemberList
  readonly readAt: ReadAt
  readonly appointments: readonly Appointment[]
  /** The highest number that lies there. */
  readonly above: number
}

type Listed = ListLetter & { readonly list: MemberList }
type Look = WatchedStore['read']

/** The list here and in the store, each by itself and then as one. */
function listSettling(parts: SeenListParts, kept: (list: MemberList) => void) {
  const { store, local, letters, root, told } = parts

  async function lastSeen(): Promise<Listed | null> {
    const letter = await local.read(LOCAL_MEMBERS_KEY)
    if (letter === null) return null
    const read = await readListLetter(letters, letter)
    return { ...read, list: read.list ?? raise('not_a_member') }
  }

  async function keep(letter: string, list: MemberList): Promise<MemberList> {
    await local.write(LOCAL_MEMBERS_KEY, letter)
    kept(list)
    return list
  }

  /** Null for what nobody has signed who is known, where the last list is known here. */
  async function found(letter: string, here: Listed | null): Promise<(ListLetter & { isClaim: boolean }) | null> {
    const read = await readListLetter(letters, letter).catch((thrown: unknown) => {
      if (here === null || !faultOf(thrown).code.startsWith('letter_')) throw thrown
      return null
    })
    if (read === null) return null
    const right = rightOf(letters, read, here?.list ?? null, root)
    if (right !== 'strange') return { ...read, isClaim: right === 'claimed' }
    return here === null ? raise('letter_stranger', { signer: read.signer }) : null
  }

  /** The newer of both, which then is in both: whoever has it may bring it back, since it is signed by one who may. */
  async function settled(look: Look = store.read): Promise<SettledList> {
    const here = await lastSeen()
    const readAt = await look(MEMBERS_KEY)
    const other = readAt === null ? null : await found(readAt.value, here)
    if (here === null) {
      const { letter, list, appointments } = other ?? raise('no_fleet_there')
      const first = await keep(letter, list ?? raise('not_a_member'))
      return { list: first, readAt, appointments, above: first.number }
    }
    const { list, appointments } = here
    const above = Math.max(list.number, other?.list?.number ?? 0)
    if (other?.isClaim === true && !isOlderForASigner(other, list)) {
      claimed(parts, other, list)
      return { list, readAt, appointments, above }
    }
    if (other !== null && !other.isClaim) {
      const theirs = other.list ?? raise('not_a_member')
      if (other.letter === here.letter) return { list, readAt, appointments, above }
      // Of two with one number one was lost with an older state of the store.
      if (theirs.number === list.number) told({ code: 'store_went_back', params: {} })
      if (theirs.number >= list.number)
        return { list: await keep(other.letter, theirs), readAt, appointments: other.appointments, above }
    }
    told({ code: 'store_went_back', params: {} })
    await store.write([{ key: MEMBERS_KEY, readAt, value: here.letter }])
    const now = await store.read(MEMBERS_KEY)
    return { list, readAt: now?.value === here.letter ? now : readAt, appointments, above: list.number }
  }

  const isOlderForASigner = ({ list }: ListLetter, known: MemberList): boolean =>
    known.signers.includes(letters.own.signer) && list !== null && list.number < known.number

  return { lastSeen, settled, keep }
}

/**
 * What a member has signed who may not is put right by nobody by himself: two who both hold themselves for the one that signs
 * would do so for ever. With the key that is known here all goes on; with another one this workstation waits for a person,
 * unless it is one of those that sign.
 */
function claimed({ letters, told }: SeenListParts, { signer, list }: ListLetter, known: MemberList): void {
  const name = known.members.find((member) => member.signer === signer)?.name
  const claim = fault('fleet_claimed', { signer, ...(name === undefined ? {} : { name }) })
  told(claim)
  const isShared = list !== null && isSameKey(list, known)
  if (!isShared && !known.signers.includes(letters.own.signer)) throw new FaultError(claim)
}

/** The list as this workstation has seen it last. */
export function seenList(parts: SeenListParts) {
  const { store } = parts
  let seen: MemberList | null = null
  /** Why this workstation is out. */
  let out: Fault | null = null

  const { lastSeen, settled, keep } = listSettling(parts, (list) => {
    seen = list
    out = null
  })

  /** Where the store is away, what was seen last counts. */
  async function lookedUp(look: Look): Promise<MemberList> {
    try {
      const { list } = await settled(look)
      seen = list
      out = null
      return list
    } catch (thrown) {
      const trouble = faultOf(thrown)
      if (isOut(trouble)) out = trouble
      const last = isUnavailable(trouble) && out === null ? await lastSeen() : null
      if (last === null) throw thrown
      return last.list
    }
  }

  async function refresh(): Promise<MemberList> {
    seen = await lookedUp(store.read)
    return seen
  }

  const raiseOut = (): void => {
    if (out !== null) throw new FaultError(out)
  }

  async function current(): Promise<MemberList> {
    raiseOut()
    return seen ?? refresh()
  }

  // Who has none yet has to wait.
  async function known(): Promise<MemberList> {
    raiseOut()
    return seen ?? lookedUp(store.readSoon).catch(refresh)
  }

  return { lastSeen, settled, keep, refresh, current, known }
}

/** Nothing that is shared is for this workstation any more, as far as it knows. */
export const isOut = ({ code }: Fault): boolean => /^(not_a_member|fleet_claimed)$/.test(code)
