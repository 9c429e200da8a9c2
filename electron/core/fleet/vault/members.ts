import { raise } from '../../../../shared/fault.ts'
import type { ReadAt } from '../shared-store.ts'
import { type Appointment, appointment, MOST_APPOINTMENTS } from './appointments.ts'
import { writeLetter } from './letters.ts'
import { MEMBERS_KEY, readListLetter, rightOf } from './list-letter.ts'
import { keysAfter, type ListedMembers, listText, type MemberList, newKey, signersAfter } from './member-list.ts'
import { type SeenListParts, seenList } from './seen-list.ts'

/** Those that sign alone replace it, but whoever has a newer one than the store brings that back. */
const MOST_TRIES = 8

export type MembersParts = SeenListParts

/** Who belongs to it, and who of them may say so. */
export type Signed = Pick<MemberList, 'members' | 'signers'>

/** Who may read and write what is shared, by the word of those that sign the list. */
export type Members = {
  /** As last seen. Raises the store's fault where none has been seen yet, no_fleet_there, not_a_member, fleet_claimed. */
  current(): Promise<MemberList>
  /** The same for whoever only reads: where the store says nothing soon, what was seen last counts for now. */
  known(): Promise<MemberList>
  /** Looks again; where the store is away, what was seen last counts. Whoever was left out is told so from then on. */
  refresh(): Promise<MemberList>
  /**
   * A new list, by one that signs; whether what was written before has to be sealed anew. Raises not_the_site,
   * site_stays, document_changed, and what `make` raises.
   */
  replace(make: (before: Signed) => Signed): Promise<{ readonly isKeyNew: boolean }>
  /** The first list, with this one alone. Raises fleet_there. */
  begin(fleet: string, member: ListedMembers[number]): Promise<void>
  /**
   * From here on this workstation signs, where none that may is left. Nobody else believes it before a person there says so
   * (`follow`); the key stays, so that all goes on meanwhile. Raises signs_already, document_changed.
   */
  takeOver(): Promise<void>
  /** Believes the list that this one has signed, or one that it has appointed. Raises no_fleet_there, fleet_stranger {signer}. */
  follow(signer: string): Promise<void>
}

export function createMembers(parts: MembersParts): Members {
  const { store, letters } = parts
  const { own } = letters
  const { lastSeen, settled, keep, refresh, current, known } = seenList(parts)

  async function publish(list: MemberList, readAt: ReadAt, appointments: readonly Appointment[]): Promise<boolean> {
    const recipients = list.members.map(({ recipient }) => recipient)
    const kept = appointments.slice(-MOST_APPOINTMENTS)
    const letter = await writeLetter(letters, MEMBERS_KEY, listText(list), recipients, kept)
    const outcome = await store.write([{ key: MEMBERS_KEY, readAt, value: letter }])
    if (outcome === 'written') await keep(letter, list)
    return outcome === 'written'
  }

  return {
    current,
    known,
    refresh,
    async replace(make) {
      for (let tries = 1; ; tries++) {
        // Made of the very list that it replaces.
        const { list: before, readAt, appointments, above } = await settled()
        if (!before.signers.includes(own.signer)) raise('not_the_site')
        const { members, signers } = make(before)
        if (signers.length === 0) raise('site_stays')
        const keys = await keysAfter(letters.identities, before, members)
        const list = { ...before, number: above + 1, members, ...signersAfter(before, signers), ...keys }
        const news = signers.filter((signer) => !before.signers.includes(signer))
        const words = news.map((signer) => appointment(letters.identities, own, before.fleet, signer))
        if (await publish(list, readAt, [...appointments, ...words])) return { isKeyNew: list.key !== before.key }
        if (tries === MOST_TRIES) raise('document_changed')
      }
    },
    async begin(fleet, member) {
      const key = await newKey(letters.identities)
      const signs = { signers: [member.signer], began: member.signer }
      const list = { fleet, number: 1, members: [member], ...signs, dismissed: [], key, earlier: [] }
      if (!(await publish(list, null, []))) raise('fleet_there')
    },
    async takeOver() {
      const { list: before, readAt, appointments, above } = await settled()
      if (before.signers.includes(own.signer)) raise('signs_already')
      const list = { ...before, number: above + 1, ...signersAfter(before, [own.signer]) }
      if (!(await publish(list, readAt, appointments))) raise('document_changed')
    },
    async follow(signer) {
      const there = (await store.read(MEMBERS_KEY)) ?? raise('no_fleet_there')
      const read = await readListLetter(letters, there.value)
      const { list } = read
      if (rightOf(letters, read, null, signer) !== 'believed')
        raise('fleet_stranger', { signer: read.signer, why: 'follow' })
      const here = await lastSeen()
      if (list === null) raise('not_a_member')
      // Under other names, nothing of what is known here would be found again.
      if (here !== null && here.list.fleet !== list.fleet)
        raise('fleet_stranger', { signer: read.signer, why: 'follow' })
      await keep(there.value, list)
    },
  }
}
