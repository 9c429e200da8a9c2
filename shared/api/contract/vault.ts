import { z } from 'zod'
import { faultSchema } from '../../faults/fault-schema.ts'
import { VAULT_KINDS } from '../../vault-kind.ts'

/** What the contract tells of the vault as a whole. */

const lastKnownSchema = z.object({ connections: z.number(), at: z.string().nullable() })
export type LastKnown = z.infer<typeof lastKnownSchema>

export const vaultKind = z.enum(VAULT_KINDS)
export const vaultStatusSchema = z.object({
  /** `none` until the person has chosen one, with `vault.move`. */
  /** And `shared` where several workstations keep them together (docs/shared-vault.md). */
  kind: z.enum([...VAULT_KINDS, 'shared', 'none']),
  condition: z.enum(['open', 'locked', 'missing', 'denied', 'damaged', 'stalled', 'passphrase-needed', 'unchosen']),
  /**
   * Of `none`: a fault's code, or `file_there` when an encrypted file is here that nobody has chosen. Of `file`: `file_new`
   * while there is none yet, so that its passphrase is asked for twice.
   */
  why: z.string().optional(),
  connections: z.number().nullable(),
  /** Of `shared`: why the others are not reached, or what of them was refused; left out where all is well. */
  trouble: faultSchema.optional(),
  /** After a move out of a shared one: something of what was shared could not be taken out of its store. */
  leftShared: z.boolean().optional(),
  /** While it is shut: what was there when it was last open, ISO 8601 UTC. */
  lastKnown: lastKnownSchema.optional(),
})

export type VaultStatus = z.infer<typeof vaultStatusSchema>
