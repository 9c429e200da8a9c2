import { z } from 'zod'
import { jsonIn } from '../../../../shared/encoding/json-text.ts'
import { faultOf, raise } from '../../../../shared/fault.ts'
import { SIGNER_PATTERN } from '../../../../shared/import-export/bundle.ts'
import type { VaultBackend } from '../../ports.ts'
import type { SharedStore } from '../shared-store.ts'
import { type LetterParts, openLetter, signerOf, writeLetter } from './letters.ts'
import { isAway } from './watched-store.ts'

/** Where the list lies, in the store and in the local vault. */
export const MEMBERS_KEY = 'members'
export const LOCAL_MEMBERS_KEY = 'shared-members'

/** The site alone replaces it, but whoever has a newer one than the store brings that back. */
const MOST_TRIES = 8

const memberSchema = z.object({
  /** What its people call it. */
  name: z.string().min(1).max(64),
  recipient: z.string().regex(/^age1[0-9a-z]+$/),
  signer: z.string().regex(SIGNER_PATTERN),
  /** UTC ms. */
  since: z.number(),
})

const listSchema = z.object({
  version: z.literal(1),
  /** Drawn when the fleet began; goes into the hashed names, so that nobody outside can guess them. */
  fleet: z.string().regex(/^[0-9a-f]{32}$/),
  /** Counts the lists up: an older one, signed as it is, is not taken back. */
  number: z.int().positive(),
  members: z.array(memberSchema).min(1),
})

export type MemberList = Omit<z.infer<typeof listSchema>, 'version'>

export type MembersParts = {
  readonly store: SharedStore
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
  /** Looks again; where the store is away, what was seen last counts. */
  refresh(): Promise<MemberList>
  /** A new list, for the site's own workstation. Raises not_the_site, document_changed. */
  replace(make: (before: MemberList) => MemberList): Promise<MemberList>
  /** The first list. Raises fleet_there. */
  begin(list: MemberList): Promise<void>
}

export function createMembers({ store, local, letters, site, wentBack }: MembersParts): Members {
  let seen: MemberList | null = null

  const read = (letter: string) => readList(letters, site, letter)

  async function lastSeen(): Promise<{ letter: string; list: MemberList } | null> {
    const letter = await local.read(LOCAL_MEMBERS_KEY)
    return letter === null ? null : { letter, list: await read(letter) }
  }

  async function keep(letter: string, list: MemberList): Promise<MemberList> {
    await local.write(LOCAL_MEMBERS_KEY, letter)
    seen = list
    return list
  }

  /** The newer of both, which then is in both: whoever has it may bring it back, since the site has signed it. */
  async function settled(): Promise<{ readonly list: MemberList; readonly revision: number }> {
    const here = await lastSeen()
    const there = await store.read(MEMBERS_KEY)
    const revision = there?.revision ?? 0
    const list = there === null ? null : await read(there.value)
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

  async function refresh(): Promise<MemberList> {
    try {
      return (await settled()).list
    } catch (thrown) {
      const known = isAway(faultOf(thrown)) ? await lastSeen() : null
      if (known === null) throw thrown
      seen = known.list
      return known.list
    }
  }

  async function publish(list: MemberList, readAt: number): Promise<boolean> {
    const recipients = list.members.map(({ recipient }) => recipient)
    const letter = await writeLetter(letters, MEMBERS_KEY, JSON.stringify({ version: 1, ...list }), recipients)
    const outcome = await store.write([{ key: MEMBERS_KEY, readAt, value: letter }])
    if (outcome === 'written') await keep(letter, list)
    return outcome === 'written'
  }

  return {
    current: async () => seen ?? refresh(),
    refresh,
    async replace(make) {
      if (letters.own.signer !== site) raise('not_the_site')
      for (let tries = 1; ; tries++) {
        // Made of the very list that it replaces.
        const { list: before, revision } = await settled()
        const list = { ...make(before), number: before.number + 1 }
        if (await publish(list, revision)) return list
        if (tries === MOST_TRIES) raise('document_changed')
      }
    },
    async begin(list) {
      if (!(await publish(list, 0))) raise('fleet_there')
    },
  }
}

async function readList(letters: LetterParts, site: string, letter: string): Promise<MemberList> {
  const text = await openLetter(letters, MEMBERS_KEY, letter, (signer) => signer === site)
  const { version, ...list } = listSchema.safeParse(jsonIn(text)).data ?? raise('store_damaged', { key: MEMBERS_KEY })
  return list
}

/** Who has signed the list that lies there; null where there is none. Nothing of it is believed yet. */
export async function listSigner(store: Pick<SharedStore, 'read'>): Promise<string | null> {
  const there = await store.read(MEMBERS_KEY)
  return there === null ? null : (signerOf(there.value) ?? raise('letter_unsigned', { key: MEMBERS_KEY }))
}
