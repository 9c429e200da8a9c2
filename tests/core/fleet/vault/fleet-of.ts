/** Workstations with identities of their own over one store in memory, as the vault that they share sees them. */
import { nodeIdentities } from '../../../../electron/adapters/node/vaults/identities.ts'
import { memoryVault } from '../../../../electron/adapters/node/vaults/memory-vault.ts'
import { nodeSealing } from '../../../../electron/adapters/node/vaults/sealing.ts'
import { createEnrolment } from '../../../../electron/core/enrolment/enrolment.ts'
import type { SharedPlace } from '../../../../electron/core/fleet/fleet-admin.ts'
import { writePlace } from '../../../../electron/core/fleet/vault/shared-place.ts'
import { openSharedVault } from '../../../../electron/core/fleet/vault/shared-vault.ts'
import type { Clock, SharedVault, VaultBackend } from '../../../../electron/core/ports.ts'
import { type MemoryStore, memoryStore } from '../../../kit/fleet/memory-store.ts'
import { handClock } from '../../../kit/hand-clock.ts'
import { sha256 } from '../../../kit/memory-ports.ts'

export const sealing = nodeSealing(8)

/** A workstation with an identity of its own; `vault` opens over the store once the site is known. */
export async function workstation(name: string, store: Pick<MemoryStore, 'client'>, clock: Clock = handClock()) {
  const local = memoryVault()
  const alone = <Value>(work: () => Promise<Value>) => work()
  const enrolment = createEnrolment({ clock, identities: nodeIdentities, sealing, vault: () => local, alone })
  const { recipient, signer } = await enrolment.enroll({})
  const told: string[] = []
  /** What lies at other addresses. */
  const elsewhere = new Map<string, Pick<MemoryStore, 'client'>>()
  const ways: SharedPlace[] = []
  async function join(site: string, kept: VaultBackend = local): Promise<SharedVault> {
    await writePlace(kept, {
      endpoints: ['https://etcd.example:2379'],
      user: null,
      authorities: null,
      client: null,
      site,
      root: site,
    })
    const connect = (place: SharedPlace) => {
      ways.push(place)
      const there = elsewhere.get(place.endpoints.join()) ?? store
      return { ...there.client(name, clock), close: () => undefined }
    }
    const said = ({ code }: { readonly code: string }) => void told.push(code)
    return openSharedVault({ local, connect, clock, digest: sha256, sealing, identities: nodeIdentities, told: said })
  }
  return { name, local, recipient, signer, told, ways, elsewhere, join }
}

export async function fleetOf(...names: string[]) {
  const clock = handClock()
  const store = memoryStore(clock)
  const all = await Promise.all(names.map((name) => workstation(name, store, clock)))
  const site = all[0]?.signer ?? ''
  const vaults: SharedVault[] = []
  for (const each of all) {
    const vault = await each.join(site)
    if (vaults.length === 0) await vault.admin.begin(each.name, '0'.repeat(32))
    else await vaults[0]?.admin.add({ name: each.name, recipient: each.recipient, signer: each.signer })
    vaults.push(vault)
  }
  const [one, two] = vaults as [SharedVault, SharedVault]
  return { clock, store, all, vaults, one, two, site }
}

export const set = (generation: number, more = '') => JSON.stringify({ id: 'ward', tokens: { generation }, more })
export const code = (work: Promise<unknown>) =>
  work.then(() => 'done').catch((thrown) => thrown.fault?.code ?? String(thrown))
