import { z } from 'zod'
import { NAME_PATTERN } from '../../../shared/connections/connection.ts'
import type { Content, Versions } from '../../../shared/connections/version-steps.ts'
import { momentSchema } from '../../../shared/time/moment-schema.ts'
import type { VaultBackend } from '../ports.ts'
import { storedDocument } from '../vault/stored-document.ts'

/**
 * Who may come to the port for consumers, and what each may use: a document of its own in the vault. Of a key only its
 * SHA-256 lies there, which is worthless to a thief; but in a plain file whoever may edit that could let himself in, or
 * let a consumer use what nobody gave it. It goes where the vault goes.
 */
const consumerSchema = z.object({
  /** The part of the key that says whose it is; no secret. */
  id: z.string().regex(/^[0-9a-f]{16}$/),
  name: z.string().regex(NAME_PATTERN),
  /** SHA-256 of the whole key, in hex: 256 random bits need no slow hash. */
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  /** Ids, so that a renamed connection stays; one that was removed is nobody's. */
  connections: z.array(z.string()),
  /** Of which resources and scopes its tokens are; with both empty it gets the connections' own. */
  resources: z.array(z.string()),
  scopes: z.array(z.string()),
  /** Its calls go through the gateway, and it gets no token into its hands. */
  gatewayOnly: z.boolean(),
  createdAt: momentSchema,
  /** Up to an hour old (consumers.ts); null until it comes for the first time. */
  lastSeenAt: momentSchema.nullable(),
})

export type Consumer = Readonly<z.infer<typeof consumerSchema>>

const VERSION = 3
/** Version 2 knew no keys for the gateway alone; raised, since a build that passes over them would give more than was meant. */
const VERSIONS: Versions = { current: VERSION, fromPrevious: fromVersion2 }

function fromVersion2({ consumers, ...before }: Content): Content {
  const each = (consumer: unknown) => ({ ...(consumer as object), gatewayOnly: false })
  return { ...before, consumers: Array.isArray(consumers) ? consumers.map(each) : consumers }
}

const documentSchema = z.object({ version: z.literal(VERSION), consumers: z.array(consumerSchema) })

/** The document's key in the vault; ids of connections are hex and never this. */
export const CONSUMERS_KEY = 'consumers'

/** None when nobody was ever added; vault_newer {version, reads} and vault_damaged {key} for what is no such document. */
export async function readConsumers(vault: VaultBackend): Promise<readonly Consumer[]> {
  return (await storedDocument(vault, CONSUMERS_KEY, documentSchema, VERSIONS))?.consumers ?? []
}

export async function writeConsumers(vault: VaultBackend, consumers: readonly Consumer[]): Promise<void> {
  await vault.write(CONSUMERS_KEY, JSON.stringify({ version: VERSION, consumers }))
}
