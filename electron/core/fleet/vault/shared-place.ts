import { z } from 'zod'
import { clientSchema, writeClient } from '../../../../shared/connections/network.ts'
import { jsonIn } from '../../../../shared/encoding/json-text.ts'
import { raise } from '../../../../shared/fault.ts'
import { SIGNER_PATTERN } from '../../../../shared/import-export/bundle.ts'
import { secretSchema } from '../../../../shared/secret-schema.ts'
import type { VaultBackend } from '../../ports.ts'
import type { SharedPlace } from '../fleet-admin.ts'

/** Where the shared store is, as this workstation keeps it in its own vault: there is a password in it. */
export const PLACE_KEY = 'shared-place'

const placeSchema = z.object({
  version: z.literal(1),
  /** Addresses of the members of etcd. */
  endpoints: z.array(z.string()).min(1),
  user: z.object({ name: z.string(), password: secretSchema }).nullable(),
  /** Certificates (PEM) that count beside the system's. */
  authorities: z.string().nullable(),
  /** The certificate that this workstation shows; null also where an earlier build wrote it. */
  client: clientSchema.nullable().default(null),
  /** Who began the fleet. */
  site: z.string().regex(SIGNER_PATTERN),
  /** Who had signed the list of members when this workstation joined; left out where it is who began. */
  root: z.string().regex(SIGNER_PATTERN).optional(),
})

/** Raises shared_vault_unset where this workstation has joined none, and document_damaged. */
export async function readPlace(local: VaultBackend): Promise<SharedPlace> {
  const text = (await local.read(PLACE_KEY)) ?? raise('shared_vault_unset')
  const { version, ...place } =
    placeSchema.safeParse(jsonIn(text)).data ?? raise('document_damaged', { name: PLACE_KEY })
  return { ...place, root: place.root ?? place.site }
}

/** One of the few places where a secret is revealed: what is written goes into the vault. */
export async function writePlace(local: VaultBackend, place: SharedPlace): Promise<void> {
  const user = place.user && { name: place.user.name, password: place.user.password.reveal() }
  await local.write(PLACE_KEY, JSON.stringify({ version: 1, ...place, user, client: writeClient(place.client) }))
}
