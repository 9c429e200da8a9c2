import { faultOf, raise } from '../../../../shared/fault.ts'
import type { VaultBackend } from '../../ports.ts'
import type { SharedStore } from '../shared-store.ts'
import { type LetterParts, openLetter, signerOf, writeLetter } from './letters.ts'
import { keysAfter, type ListedMembers, listIn, listText, type MemberList, newKey } from './member-list.ts'
import { isAway, type WatchedStore } from './watched-store.ts'

/** Where the list lies, in the store and in the local vault. */
export const MEMBERS_KEY = 'members'
export const LOCAL_MEMBERS_KEY = 'shared-members'

/** The site alone replaces it, but whoever has a newer one than the store brings that back. */
const MOST_TRIES = 8

export type MembersParts = {
  readonly store: Pick<WatchedStore, 'read' | 'write' | 'soon'>
  readonly local: VaultBackend
  readonly letters: LetterParts
  /** Whose signature alone counts under a list. */
  readonly site: string
  /** The store has an older state than was seen before. */
  readonly wentBack: () => void
}

/** Who may read and write what is shared, by the site's word. */
export type Members = {
  /** As last seen. Raises the store's fault where none has been seen yet, no_fleet_there, not_a_member. */
  current(): Promise<MemberList>
  /** The same for whoever only reads: where the store says nothing soon, what was seen last counts for now. */
  known(): Promise<MemberList>
  /** Looks again; where the store is away, what was seen last counts. Whoever was left out is told so from then on. */
  refresh(): Promise<MemberList>
  /**
   * A new list, for the site's own workstation; whether what was written before has to be sealed anew. Raises not_the_site,
   * document_changed, and what `make` raises.
   */
  replace(make: (before: ListedMembers) => ListedMembers): Promise<{ readonly isKeyNew: boolean }>
  /** The first list, with this one alone. Raises fleet_there. */
  begin(fleet: string, member: ListedMembers[number]): Promise<void>
}

type Look = WatchedStore['read']

/** The list as this workstation has seen it last, here and in the store. */
function seenList({ store, local, letters, site, wentBack }: MembersParts) {
  let seen: MemberList | null = null
  let isOut = false

  async function lastSeen(): Promise<{ letter: string; list: MemberList } | null> {
    const letter = await local.read(LOCAL_MEMBERS_KEY)
    return letter === null ? null : { letter, list: await readList(letters, site, letter) }
  }

  async function keep(letter: string, list: MemberList): Promise<MemberList> {
    await local.write(LOCAL_MEMBERS_KEY, letter)
    seen = list
    return list
  }

  /** What the site has not signed is none, where its last list is known here. */
  async function believed(letter: string, isKnownHere: boolean): Promise<MemberList | null> {
    return readList(letters, site, letter).catch((thrown: unknown) => {
      if (!isKnownHere || !faultOf(thrown).code.startsWith('letter_')) throw thrown
      return null
    })
  }

  /** The newer of both, which then is in both: whoever has it may bring it back, since the site has signed it. */
  async function settled(look: Look = store.read): Promise<{ readonly list: MemberList; readonly revision: number }> {
    const here = await lastSeen()
    const there = await look(MEMBERS_KEY)
    const revision = there?.revision ?? 0
    const list = there === null ? null : await believed(there.value, here !== null)
    if (list === null && here === null) raise('no_fleet_there')
    if (list !== null && (here === null || list.number >= here.list.number)) {
      if (list.number === here?.list.number) {
        seen = list
        return { list, revision }
      }
      return { list: await keep(there?.value ?? '', list), revision }
    }
    wentBack()
    if (here === null) return raise('no_fleet_there')
    await store.write([{ key: MEMBERS_KEY, readAt: revision, value: here.letter }])
    seen = here.list
    const now = await store.read(MEMBERS_KEY)
    return { list: here.list, revision: now?.value === here.letter ? now.revision : revision }
  }

  /** Where the store is away, what was seen last counts. */
  async function lookedUp(look: Look): Promise<MemberList> {
    try {
      const { list } = await settled(look)
      isOut = false
      return list
    } catch (thrown) {
      isOut ||= faultOf(thrown).code === 'not_a_member'
      const last = isAway(faultOf(thrown)) && !isOut ? await lastSeen() : null
      if (last === null) throw thrown
      return last.list
    }
  }

  async function refresh(): Promise<MemberList> {
    seen = await lookedUp(store.read)
    return seen
  }

  const current = async (): Promise<MemberList> => (isOut ? raise('not_a_member') : (seen ?? refresh()))

  // Who has none yet has to wait.
  const known = async (): Promise<MemberList> =>
    isOut ? raise('not_a_member') : (seen ?? lookedUp(store.soon).catch(refresh))

  return { settled, keep, refresh, current, known }
}

export function createMembers(parts: MembersParts): Members {
  const { store, letters, site } = parts
  const { settled, keep, refresh, current, known } = seenList(parts)

  async function publish(list: MemberList, readAt: number): Promise<boolean> {
    const recipients = list.members.map(({ recipient }) => recipient)
    const letter = await writeLetter(letters, MEMBERS_KEY, listText(list), recipients)
    const outcome = await store.write([{ key: MEMBERS_KEY, readAt, value: letter }])
    if (outcome === 'written') await keep(letter, list)
    return outcome === 'written'
  }

  return {
    current,
    known,
    refresh,
    async replace(make) {
      if (letters.own.signer !== site) raise('not_the_site')
      for (let tries = 1; ; tries++) {
        // Made of the very list that it replaces.
        const { list: before, revision } = await settled()
        const members = make(before.members)
        const keys = await keysAfter(letters.identities, before, members)
        const list = { fleet: before.fleet, number: before.number + 1, members, ...keys }
        if (await publish(list, revision)) return { isKeyNew: list.key !== before.key }
        if (tries === MOST_TRIES) raise('document_changed')
      }
    },
    async begin(fleet, member) {
      const list = { fleet, number: 1, members: [member], key: await newKey(letters.identities), earlier: [] }
      if (!(await publish(list, 0))) raise('fleet_there')
    },
  }
}

async function readList(letters: LetterParts, site: string, letter: string): Promise<MemberList> {
  const reader = { isKnown: (signer: string) => signer === site, keys: [letters.own.identity] }
  return listIn(await openLetter(letters, MEMBERS_KEY, letter, reader)) ?? raise('store_damaged', { key: MEMBERS_KEY })
}

/** Who has signed the list that lies there; null where there is none. Nothing of it is believed yet. */
export async function listSigner(store: Pick<SharedStore, 'read'>): Promise<string | null> {
  const there = await store.read(MEMBERS_KEY)
  return there === null ? null : (signerOf(there.value) ?? raise('letter_unsigned', { key: MEMBERS_KEY }))
}
