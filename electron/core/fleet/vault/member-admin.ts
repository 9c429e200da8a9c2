import { z } from 'zod'
import { jsonIn } from '../../../../shared/encoding/json-text.ts'
import { type Fault, faultOf, raise } from '../../../../shared/fault.ts'
import type { Cancel, Clock, Digest, VaultBackend } from '../../ports.ts'
import type { FleetAdmin, Member } from '../fleet-admin.ts'
import type { StoreAge } from '../store/store-age.ts'
import type { WatchedStore } from '../store/watched-store.ts'
import type { LetterParts } from './letters.ts'
import { listLetterAt, MEMBERS_KEY, signerOf } from './list-letter.ts'
import type { Members } from './members.ts'
import { DOCUMENTS, RENEWALS, SEEN, type Seals } from './seals.ts'

export type FleetAdminParts = {
  readonly store: WatchedStore
  readonly age: Pick<StoreAge, 'save'>
  readonly seals: Seals
  readonly members: Members
  readonly letters: LetterParts
  readonly local: VaultBackend
  readonly clock: Clock
  readonly me: string
  readonly digest: Digest
}

const SEEN_EVERY_MS = 10 * 60_000
/** Somebody may write between reading and sealing anew. */
const MOST_TRIES = 8

const seenSchema = z.object({ at: z.number() })

export function createFleetAdmin(parts: FleetAdminParts): Omit<FleetAdmin, 'enter'> {
  const { store, age, seals, members, letters, clock, me, digest } = parts
  const own = letters.own.signer
  let cancel: Cancel = () => undefined

  async function add(member: Omit<Member, 'since'>): Promise<readonly string[]> {
    const { isKeyNew } = await members.replace(({ members: before, signers }) => {
      const same = before.find(({ name, signer }) => name === member.name || signer === member.signer)
      if (same !== undefined) raise('already_a_member', { name: same.name })
      return { members: [...before, { ...member, since: clock.now() }], signers }
    })
    return isKeyNew ? sealAnew(parts) : []
  }

  async function revoke(name: string): Promise<readonly string[]> {
    let left: Member | undefined
    await members.replace(({ members: before, signers }) => {
      const gone = memberNamed(before, name)
      left = gone
      if (gone.signer === own) raise('revokes_itself')
      return {
        members: before.filter((member) => member !== gone),
        signers: signers.filter((signer) => signer !== gone.signer),
      }
    })
    return sealAnew(parts, left?.signer)
  }

  async function tellSeen(): Promise<void> {
    cancel()
    cancel = clock.after(SEEN_EVERY_MS, () => void tellSeen())
    try {
      const key = SEEN + me
      const readAt = await store.read(key)
      await store.write([{ key, readAt, value: await seals.seal(key, JSON.stringify({ at: clock.now() })) }])
      await age.save()
    } catch (thrown) {
      if (faultOf(thrown).code === 'bug') throw thrown
    }
  }

  return {
    async list() {
      const { members: all, signers } = await members.refresh()
      const seen = new Map((await store.list(SEEN)).map((stored) => [stored.key, stored]))
      return Promise.all(
        all.map(async (member) => {
          const stored = seen.get(SEEN + workstationName(digest, member.signer))
          const text = stored && (await seals.open(stored.key, stored.value).catch(() => null))
          const seenAt = seenSchema.safeParse(jsonIn(text ?? '')).data?.at ?? null
          const { signer } = member
          return { ...member, seenAt, isThis: signer === own, isSite: signers.includes(signer) }
        }),
      )
    },
    add,
    revoke,
    appoint: (name, isToSign) => appoint(members, name, isToSign),
    takeOver: members.takeOver,
    follow: members.follow,
    async begin(name, fleet) {
      const { recipient, signer } = letters.own
      await makeRoom(parts)
      await members.begin(fleet, { name, recipient, signer, since: clock.now() })
    },
    tellSeen,
    async takeOut(isLast) {
      cancel()
      if (!isLast) await resign(members, own).catch(() => undefined)
      return takenAll(store, isLast ? EVERYTHING : [SEEN + me])
    },
    stop: () => cancel(),
  }
}

async function appoint(members: Members, name: string, isToSign: boolean): Promise<void> {
  await members.replace(({ members: all, signers }) => {
    const { signer } = memberNamed(all, name)
    const others = signers.filter((each) => each !== signer)
    return { members: all, signers: isToSign ? [...others, signer] : others }
  })
}

/** Whoever leaves and has the say leaves it to the others that have it. */
async function resign(members: Members, own: string): Promise<void> {
  const { signers } = await members.refresh()
  if (signers.includes(own) && signers.length > 1)
    await members.replace((before) => ({ ...before, signers: before.signers.filter((signer) => signer !== own) }))
}

function memberNamed(members: readonly Member[], name: string): Member {
  return members.find((member) => member.name === name) ?? raise('no_such_member', { name })
}

const EVERYTHING = [DOCUMENTS, RENEWALS, SEEN, MEMBERS_KEY]

/**
 * What this workstation alone has begun, and did not get to its end with, goes first: its vault is another one still, and whole.
 * Raises fleet_there where others belong to it.
 */
async function makeRoom({ store, members, letters }: FleetAdminParts): Promise<void> {
  const there = await listLetterAt(store)
  if (there === null) return
  if (signerOf(there) !== letters.own.signer) raise('fleet_there')
  const list = await members.refresh()
  if (list.members.some(({ signer }) => signer !== letters.own.signer)) raise('fleet_there')
  if ((await takenAll(store, EVERYTHING)) > 0) raise('fleet_there')
}

async function takenAll(store: WatchedStore, prefixes: readonly string[]): Promise<number> {
  const left = await Promise.all(prefixes.map((prefix) => taken(store, prefix)))
  return left.reduce((sum, count) => sum + count, 0)
}

/** All of it out of the store; gives how many are there still. What goes with a lease goes by itself. */
async function taken(store: WatchedStore, prefix: string): Promise<number> {
  try {
    for (let tries = 1; ; tries++) {
      const there = (await store.list(prefix)).filter(({ lease }) => lease === null)
      if (there.length === 0 || tries > MOST_TRIES) return there.length
      for (const stored of there) await store.write([{ key: stored.key, readAt: stored, value: null }])
    }
  } catch (thrown) {
    if (faultOf(thrown).code === 'bug') throw thrown
    return Number.POSITIVE_INFINITY
  }
}

/** What a workstation is called in the store. */
export function workstationName(digest: Digest, signer: string): string {
  return digest(signer).slice(0, 16)
}

/**
 * All that is shared, for these alone from now on. What the one who left has written last counts as the others know it. What
 * is damaged is passed over and given by its key: it is sealed for nobody anew, and nobody is kept in by it.
 */
async function sealAnew({ store, seals }: FleetAdminParts, left?: string): Promise<readonly string[]> {
  const passedOver: string[] = []
  for (const prefix of [DOCUMENTS, RENEWALS])
    for (const { key } of await store.list(prefix))
      if (!(await sealedAnew(key))) passedOver.push(seals.keyAt(key) ?? key)
  return passedOver

  async function sealedAnew(key: string): Promise<boolean> {
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const stored = await store.read(key)
      // What goes with a lease is gone in a moment, and its holder alone may write it.
      if (stored === null || stored.lease !== null) return true
      const text = await seals.open(key, stored.value, left).catch((thrown: unknown) => {
        if (!isDamage(faultOf(thrown))) throw thrown
        return null
      })
      if (text === null) return false
      const change = { key, readAt: stored, value: await seals.seal(key, text) }
      if ((await store.write([change])) === 'written') return true
    }
    return raise('document_changed')
  }
}

const isDamage = ({ code }: Fault): boolean => /^letter_|^store_damaged$|^(not_a_member|fleet_claimed)$/.test(code)
