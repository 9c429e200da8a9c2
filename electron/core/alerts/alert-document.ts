import { z } from 'zod'
import { type Alert, alertSchema } from '../../../shared/alerts/alert.ts'
import { notifyCommandSchema } from '../../../shared/alerts/notify-settings.ts'
import type { Versions } from '../../../shared/connections/version-steps.ts'
import { secretSchema } from '../../../shared/secret-schema.ts'
import type { VaultBackend } from '../ports.ts'
import { storedDocument } from '../vault/stored-document.ts'

/**
 * What somebody is told with, what was told, and what has still to be sent: a document of its own in the vault. In a plain
 * file whoever may edit that could have a program run.
 */

/** The document's key in the vault; ids of connections are hex and never this. */
export const ALERTS_KEY = 'alerts'

/** An alert with the channels that it has still to take. */
const waitingSchema = z.object({ alert: alertSchema, command: z.boolean(), webhook: z.boolean() })

const VERSION = 1
/** The first, so there is none before. */
const VERSIONS: Versions = { current: VERSION }

const documentSchema = z.object({
  version: z.literal(VERSION),
  command: notifyCommandSchema.nullable(),
  webhook: z.string().nullable(),
  /** The webhook's key, in base64. */
  secret: secretSchema.nullable(),
  /** By the connection's id, the cause that somebody was last told of. */
  told: z.record(z.string(), z.string()),
  /** One that another build wrote with a word of its own is left out. */
  waiting: z.array(z.unknown()),
})

export type Waiting = Readonly<z.infer<typeof waitingSchema>>

export type AlertDocument = Readonly<Omit<z.infer<typeof documentSchema>, 'version' | 'command' | 'waiting'>> & {
  readonly command: readonly string[] | null
  /** The oldest first. */
  readonly waiting: readonly Waiting[]
}

export const NO_ALERTS: AlertDocument = { command: null, webhook: null, secret: null, told: {}, waiting: [] }

/** As NO_ALERTS when nothing was ever set; vault_newer {version, reads} and vault_damaged {key} for what is no such document. */
export async function readAlerts(vault: VaultBackend): Promise<AlertDocument> {
  const stored = await storedDocument(vault, ALERTS_KEY, documentSchema, VERSIONS)
  if (stored === null) return NO_ALERTS
  const { version, waiting, ...kept } = stored
  return { ...kept, waiting: waiting.flatMap((each) => waitingSchema.safeParse(each).data ?? []) }
}

/** One of the few places where secrets are revealed: what is written goes into the vault. */
export async function writeAlerts(vault: VaultBackend, { secret, ...kept }: AlertDocument): Promise<void> {
  await vault.write(ALERTS_KEY, JSON.stringify({ version: VERSION, ...kept, secret: secret?.reveal() ?? null }))
}

/** Of one alert, once this channel has taken it; it is gone when all of its channels have. */
export function withoutChannel(
  waiting: readonly Waiting[],
  { id }: Pick<Alert, 'id'>,
  channel: 'command' | 'webhook',
): readonly Waiting[] {
  return waiting
    .map((each) => (each.alert.id === id ? { ...each, [channel]: false } : each))
    .filter(({ command, webhook }) => command || webhook)
}
