import { type Fault, raise } from '../../../../shared/fault.ts'
import { ALERTS_KEY } from '../../alerts/alert-document.ts'
import { MANIFEST_KEY } from '../../connections/manifest.ts'
import { CONSUMERS_KEY } from '../../consumers/consumer-document.ts'
import { ENROLMENT_KEY, readEnrolment } from '../../enrolment/enrolment.ts'
import type { Clock, Digest, Identities, Sealing, SharedVault, VaultBackend } from '../../ports.ts'
import type { Fleet } from '../fleet.ts'
import type { FleetAdmin, SharedPlace, StoreAccess } from '../fleet-admin.ts'
import { type OpenStore, replaceableStore } from '../store/replaceable-store.ts'
import { AGE_KEY, type StoreAge, storeAge } from '../store/store-age.ts'
import { watchedStore } from '../store/watched-store.ts'
import { documentVault } from './document-vault.ts'
import type { LetterParts } from './letters.ts'
import { LOCAL_MEMBERS_KEY, listLetterAt, readListLetter, rightOf } from './list-letter.ts'
import { createFleetAdmin, workstationName } from './member-admin.ts'
import type { MemberList } from './member-list.ts'
import { createMembers, type Members } from './members.ts'
import { ownAttempts } from './own-attempts.ts'
import { saidOnce } from './said-once.ts'
import { createSeals, RENEWALS } from './seals.ts'
import { PLACE_KEY, readPlace, writePlace } from './shared-place.ts'

export type SharedVaultParts = {
  /** This workstation's own vault: its identity, the access to the store, and a copy of what is shared. */
  readonly local: VaultBackend
  readonly connect: (place: SharedPlace, age?: StoreAge) => OpenStore
  readonly clock: Clock
  readonly digest: Digest
  readonly sealing: Pick<Sealing, 'seal' | 'open'>
  readonly identities: Identities
  /** Said once when it begins. */
  readonly told: (trouble: Fault) => void
}

/** What stays this workstation's own, whatever it shares. */
const OWN_KEYS: readonly string[] = [ALERTS_KEY, CONSUMERS_KEY, ENROLMENT_KEY]
const isOwn = (key: string): boolean => OWN_KEYS.includes(key) || key.startsWith('probe-')

/**
 * Opens the vault that several workstations share: `local` must be open. Raises shared_vault_unset, not_enrolled, and what
 * the local vault raises; the store itself is asked only when something is wanted of it.
 */
export async function openSharedVault(parts: SharedVaultParts): Promise<SharedVault> {
  const { local, clock, digest, sealing, identities } = parts
  const place = await readPlace(local)
  const own = (await readEnrolment(local)) ?? raise('not_enrolled')
  const age = storeAge({ clock, local })
  const access = storeAccess(parts, place, age)
  const store = watchedStore(access.line, clock)
  const letters: LetterParts = { sealing, identities, own }
  const troubles = saidOnce(clock, parts.told)
  const members = createMembers({ store, local, letters, root: place.root, told: troubles.say })
  const seals = createSeals({ letters, members, digest })
  const me = workstationName(digest, own.signer)
  const adminParts = { store, age, seals, members, letters, local, clock, me, digest }
  const admin: FleetAdmin = {
    ...createFleetAdmin(adminParts),
    enter: (...entered) => access.enter(letters, members, ...entered),
  }

  const { documents, line: heard } = documentVault({
    store,
    local,
    clock,
    seals,
    members,
    digest,
    told: troubles.say,
    reached: troubles.over,
    begun: admin.tellSeen,
  })
  const attempts = ownAttempts(local)
  const fleet: Fleet = {
    store,
    age,
    me,
    attempts,
    placeOf: (id) => `${RENEWALS}${digest(`${place.site}\n${id}`).slice(0, 32)}/`,
    letters: seals,
    subscribe: heard.subscribe,
    troubled: troubles.subscribe,
    reached: store.onTroubleChange,
  }

  const vault: SharedVault = {
    kind: 'shared',
    fleet,
    admin,
    read: (key, why) => (isOwn(key) ? local.read(key) : documents.read(key, why)),
    write: (key, value, why) => (isOwn(key) ? local.write(key, value) : documents.write(key, value, why)),
    async remove(key, why) {
      if (isOwn(key)) return why === 'moved' ? undefined : local.remove(key)
      await attempts.forget(key)
      if (why !== 'moved') return documents.remove(key)
      await documents.forget(key)
      if (key === MANIFEST_KEY) for (const left of [LOCAL_MEMBERS_KEY, PLACE_KEY, AGE_KEY]) await local.remove(left)
    },
    condition: () => local.condition(),
    unlock: (passphrase) => local.unlock(passphrase),
    trouble: () => store.trouble() ?? troubles.last(),
    facts: async () => ({ ...(await local.facts?.()), keptIn: local.kind, store: access.place().endpoints.join(', ') }),
    async close() {
      heard.stop()
      admin.stop()
      access.line.close()
      await local.close()
    },
  }
  return vault
}

/** The access to the store as it is now, and how it becomes another one. */
function storeAccess({ local, connect }: SharedVaultParts, first: SharedPlace, age: StoreAge) {
  let place = first
  const line = replaceableStore(connect(place, age))
  return {
    line,
    place: () => place,
    async enter(
      letters: LetterParts,
      members: Pick<Members, 'known' | 'refresh'>,
      access: StoreAccess,
      isNew = false,
    ): Promise<void> {
      const next = { ...place, ...access }
      const opened = connect(next)
      try {
        const letter = await listLetterAt(opened)
        const known = await members.known()
        // The list is put back with the first look, and each document when it is read.
        if (letter !== null || !isNew) await assertSameFleet(letter, letters, known, place.root)
        await writePlace(local, next)
      } finally {
        opened.close()
      }
      place = next
      // What was only looked at says nothing of how old ours is.
      line.replace(connect(place, age))
      await members.refresh()
    },
  }
}

/** Whoever enters another access means the fleet that he is in, and no other one. */
async function assertSameFleet(
  letter: string | null,
  letters: LetterParts,
  here: MemberList,
  root: string,
): Promise<void> {
  const read = await readListLetter(letters, letter ?? raise('no_fleet_there'))
  if (rightOf(letters, read, here, root) !== 'believed') raise('fleet_stranger', { signer: read.signer })
}
