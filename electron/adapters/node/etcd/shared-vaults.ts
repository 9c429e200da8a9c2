import type { SharedPlace, StoreAccess } from '../../../core/fleet/fleet-admin.ts'
import type { StoreAge } from '../../../core/fleet/store/store-age.ts'
import { listLetterAt } from '../../../core/fleet/vault/list-letter.ts'
import { writePlace } from '../../../core/fleet/vault/shared-place.ts'
import { openSharedVault } from '../../../core/fleet/vault/shared-vault.ts'
import type { SharedVault, VaultBackend } from '../../../core/ports.ts'
import { nodeClock } from '../clock.ts'
import { nodeDigest } from '../digest.ts'
import { trustFor } from '../http/trusted-roots.ts'
import { nodeIdentities } from '../vaults/identities.ts'
import type { SharedOpening } from '../vaults/shared-opening.ts'
import { etcdStore } from './etcd-store.ts'

/** The vault that several workstations share, beside a local one. Imported only where it is used. */
export function sharedVaultBeside(local: VaultBackend, { sealing, log }: SharedOpening): Promise<SharedVault> {
  return openSharedVault({
    local,
    connect,
    clock: nodeClock,
    digest: nodeDigest,
    sealing,
    identities: nodeIdentities,
    told: ({ code }) => log.write('warn', 'shared_vault', { fault: code }),
  })
}

/** Saves the place and opens the vault there. */
export async function joinedVault(
  local: VaultBackend,
  place: SharedPlace,
  opening: SharedOpening,
): Promise<SharedVault> {
  await writePlace(local, place)
  return sharedVaultBeside(local, opening)
}

/** The letter of the list of members there; null where nothing is shared yet. Raises the store's faults. */
export async function listAt(access: StoreAccess): Promise<string | null> {
  const store = connect(access)
  try {
    return await listLetterAt(store)
  } finally {
    store.close()
  }
}

function connect({ endpoints, user, authorities, client }: StoreAccess, age?: StoreAge) {
  const trustedAuthorities = authorities === null ? null : { pem: authorities, names: [], endsAt: 0 }
  const trust = () => trustFor({ authorities: trustedAuthorities, client })
  return etcdStore({ endpoints, user, trust, ownUntil: client?.endsAt, age }, nodeClock)
}
