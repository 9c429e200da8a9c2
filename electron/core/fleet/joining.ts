import type { Input } from '../../../shared/api/contract/contract.ts'
import { raise } from '../../../shared/fault.ts'
import { Secret } from '../../../shared/secret.ts'
import { MANIFEST_KEY } from '../connections/manifest.ts'
import { clientFrom } from '../connections/network-calls.ts'
import type { Enrolment } from '../enrolment/enrolment.ts'
import type { KeeperParts } from '../keeper-parts.ts'
import type { Beside, Certificates, SharedVault, SharedVaults, VaultBackend } from '../ports.ts'
import { moveVault } from '../vault/move-vault.ts'
import { readEndpoints } from './endpoints.ts'
import type { SharedPlace } from './fleet-admin.ts'
import type { Own } from './vault/letters.ts'
import { readListLetter, rightOf, signerOf } from './vault/list-letter.ts'
import { PLACE_KEY } from './vault/shared-place.ts'

type Wanted = Input<'fleet.join'>

export type Joining = Pick<
  KeeperParts,
  'connections' | 'vaults' | 'random' | 'certificates' | 'sealing' | 'identities' | 'journalWriter'
> & {
  readonly enrolment: Pick<Enrolment, 'enroll'>
}

/**
 * From here on this vault is the one that several workstations share: begun with what is here, or joined with nothing here
 * that would be hidden. Whoever joins must trust one by whose word the list of members is signed; whoever has joined before
 * enters another way there: a new password, certificate, authority or address, and with `begin` an empty store in place of one
 * that was lost. What fails leaves everything as it was. Raises etcd_address, no_fleet_there, fleet_there, fleet_stranger {signer},
 * not_a_member, fleet_join_full {count}, shared_needs_vault, vault_already_there, what certificates raise, and the
 * store's faults.
 */
export async function joinFleet(context: Joining, wanted: Wanted): Promise<void> {
  const { connections, enrolment, vaults, journalWriter } = context
  const from = connections.vault()
  if (from.admin !== undefined) {
    await from.admin.enter(placeOf(wanted, context.certificates), wanted.begin)
    return journalWriter.note({ event: 'shared_way_changed' })
  }
  if (from.kind === 'shared') raise('vault_already_there', { kind: from.kind })
  const shared = vaults.shared ?? raise('shared_needs_vault')
  const beside = from.kind === 'keychain' || from.kind === 'file' ? from.kind : raise('shared_needs_vault')
  const own = await enrolment.enroll({})
  const way = placeOf(wanted, context.certificates)
  const there = await shared.listAt(way)
  if (wanted.begin && there !== null && signerOf(there) !== own.signer) raise('fleet_there')
  const trusted = [own.signer, ...own.trusted.map(({ signer }) => signer)]
  const signed = wanted.begin
    ? { site: own.signer, root: own.signer }
    : await trustedIn(context, own, there ?? raise('no_fleet_there'), trusted)
  await connections.lock(async () => {
    if (connections.vault() !== from) raise('vault_already_there', { kind: connections.vault().kind })
    const count = connections.all().length
    if (!wanted.begin && count > 0) raise('fleet_join_full', { count })
    const place = { ...way, ...signed }
    await openAndUse({ context, from, shared, beside, place, wanted })
  })
  await from.close()
  journalWriter.note({ event: 'vault_moved', params: { from: from.kind, to: 'shared', left: 0 } })
}

/** Who began it, and who has signed its list now, by the word of one of these. Raises fleet_stranger {signer}, not_a_member. */
async function trustedIn(
  { sealing, identities }: Joining,
  own: Own,
  letter: string,
  trusted: readonly string[],
): Promise<Pick<SharedPlace, 'site' | 'root'>> {
  const read = await readListLetter({ sealing, identities, own }, letter)
  const { signer, list } = read
  if (!trusted.some((each) => rightOf({ identities }, read, null, each) === 'believed'))
    raise('fleet_stranger', { signer })
  return { site: list?.began ?? raise('not_a_member'), root: signer }
}

function placeOf(
  { etcd, user, password, authorities, client }: Wanted,
  certificates: Certificates,
): Omit<SharedPlace, 'site' | 'root'> {
  const known = user === undefined || password === undefined ? null : { name: user, password: new Secret(password) }
  return {
    endpoints: [...readEndpoints(etcd)],
    user: known,
    authorities: authorities === undefined ? null : certificates.authorities(authorities).pem,
    client: clientFrom(client, certificates),
  }
}

type Step = {
  readonly context: Joining
  readonly from: VaultBackend
  readonly shared: SharedVaults
  readonly beside: Beside
  readonly place: SharedPlace
  readonly wanted: Wanted
}

async function openAndUse({ context, from, shared, beside, place, wanted }: Step): Promise<void> {
  const { connections, random } = context
  const { useVault: takeVault } = connections
  let target: SharedVault | null = null
  try {
    target = await shared.open(beside, place, wanted.passphrase ?? null)
    const opened = target
    const switchOver = async () => {
      await shared.choose(beside)
      takeVault(opened)
    }
    if (wanted.begin) {
      await opened.admin.begin(wanted.name, random.hex(16))
      const keys = [MANIFEST_KEY, ...connections.all().map(({ id }) => id)]
      await moveVault(from, opened, keys, switchOver)
      return
    }
    // Shows that it is sealed for us, and that the list can be read.
    await opened.admin.list()
    await opened.read(MANIFEST_KEY)
    await switchOver()
    await opened.admin.tellSeen()
  } catch (thrown) {
    if (connections.vault() !== target) {
      await from.remove(PLACE_KEY).catch(() => undefined)
      await target?.close()
    }
    throw thrown
  }
}
