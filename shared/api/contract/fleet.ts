import { z } from 'zod'
import { clientChangeSchema } from '../../connections/network.ts'
import { signerSchema as signer } from '../../import-export/bundle.ts'
import { agreedOutside, EVERY, SOCKET } from './doors.ts'
import { vaultStatusSchema } from './vault.ts'

const memberName = z.string().min(1).max(64)

/** Times ISO 8601 UTC. */
export const fleetMemberSchema = z.object({
  name: z.string(),
  signer: z.string(),
  recipient: z.string(),
  since: z.string(),
  lastSeenAt: z.string().nullable(),
  isThis: z.boolean(),
  /** It says who belongs to it, alone or with others. */
  isSite: z.boolean(),
})

/** Connections whose document or mark in the store is damaged, so that it was not sealed anew; a key where it is of none. */
const passedOverSchema = z.array(z.string())

/** Several workstations over one vault (docs/shared-vault.md): seen from everywhere, begun and joined from the command line alone. */
export const FLEET_CONTRACT = {
  /** Moves the vault there, beside a keychain or an encrypted file; `begin` where nothing is shared yet. */
  'fleet.join': {
    doors: SOCKET,
    input: z.strictObject({
      etcd: z.string().max(2_048),
      user: z.string().max(200).optional(),
      password: z.string().max(4_096).optional(),
      /** Certificates (PEM) that count beside the system's. */
      authorities: z.string().max(1_000_000).optional(),
      /** The certificate that this workstation shows to etcd. */
      client: clientChangeSchema.optional(),
      begin: z.boolean(),
      /** What its people call this workstation. */
      name: memberName,
      passphrase: z.string().optional(),
    }),
    output: vaultStatusSchema,
  },
  'fleet.list': {
    doors: EVERY,
    input: z.strictObject({}),
    output: z.object({ members: z.array(fleetMemberSchema), connections: z.array(z.string()) }),
  },
  'fleet.add': {
    doors: SOCKET,
    input: z.strictObject({ name: memberName, recipient: z.string().regex(/^age1[0-9a-z]+$/), signer }),
    output: z.object({ name: z.string(), passedOver: passedOverSchema }),
  },
  /** Another says as well who belongs to it; with `signs` false no longer. */
  'fleet.appoint': {
    doors: SOCKET,
    input: z.strictObject({ name: memberName, signs: z.boolean() }),
    output: z.object({ name: z.string(), signs: z.boolean() }),
  },
  /** This one says so from now on, where none that did is left. Without `agreed` it raises what would be asked. */
  'fleet.takeOver': {
    doors: SOCKET,
    input: z.strictObject({ agreed: z.boolean().optional() }),
    output: z.object({ name: z.string(), signer }),
  },
  /** Takes that one's word about who belongs to it. */
  'fleet.follow': {
    doors: SOCKET,
    input: z.strictObject({ signer }),
    output: z.object({ name: z.string(), signer }),
  },
  /** Takes away what keeps all of them from renewing this connection. Without `agreed` it raises what it may cost. */
  'fleet.unblock': {
    doors: SOCKET,
    input: z.strictObject({ name: z.string(), agreed: z.boolean().optional() }),
    output: z.object({ name: z.string() }),
  },
  /**
   * Sealed anew for the rest; `read` are the secrets that the one who left could read, each to be changed at its server.
   * Without `confirm` (1) it raises what would be asked.
   */
  'fleet.revoke': {
    doors: EVERY,
    input: z.strictObject({ name: memberName, ...agreedOutside }),
    output: z.object({
      name: z.string(),
      passedOver: passedOverSchema,
      read: z.array(z.object({ connection: z.string(), secrets: z.array(z.string()) })),
    }),
  },
} as const
