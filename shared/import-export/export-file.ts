import { z } from 'zod'
import { type Connection, credentialsIn, NAME_PATTERN } from '../connections/connection.ts'
import { raise } from '../fault.ts'
import { endpointOf, type SecretName, type System } from '../systems/system.ts'
import { isoUtc } from '../time/instant.ts'
import { writeCarried } from './carried.ts'

/**
 * What `export` writes and `import` reads: connections in the JSON of `add`, in an envelope with a version. Whatever a
 * later Everbearer adds comes with a higher version, so that an older one refuses the file instead of losing half of it.
 */
export const EXPORT_VERSION = 3
/** What a sealed file carries beside the JSON of `add`. */
const CARRYING_VERSION = 2
/** Entries in the JSON of `add` alone, which every later version reads. */
export const PLAIN_VERSION = 1

/**
 * `none`: settings alone, with an empty place for each secret. `copy`: without refresh tokens, which two computers cannot
 * share. `move`: everything.
 */
export type ExportedSecrets = 'none' | 'copy' | 'move'

const envelopeSchema = z.strictObject({
  everbearer: z.union([z.literal(PLAIN_VERSION), z.literal(CARRYING_VERSION), z.literal(EXPORT_VERSION)]),
  exportedAt: z.string(),
  connections: z.array(z.record(z.string(), z.unknown())),
})

export type Exported = { readonly connection: Connection; readonly system: System }

export function exportText(exported: readonly Exported[], taking: ExportedSecrets, now: number): string {
  const connections = exported.map((each) => exportedEntry(each, taking))
  const envelope: z.input<typeof envelopeSchema> = {
    everbearer: versionFor(connections),
    exportedAt: isoUtc(now),
    connections,
  }
  return `${JSON.stringify(envelope, null, 2)}\n`
}

/** The lowest that can read all of it. */
function versionFor(entries: readonly Record<string, unknown>[]): 1 | 2 | 3 {
  if (entries.some((entry) => 'tags' in entry || 'note' in entry)) return EXPORT_VERSION
  return entries.some((entry) => 'carried' in entry) ? CARRYING_VERSION : PLAIN_VERSION
}

/** Null when the text is no export at all. Raises export_newer, bad_shape. */
export function readExport(raw: unknown): readonly Record<string, unknown>[] | null {
  if (typeof raw !== 'object' || raw === null || !('everbearer' in raw)) return null
  const { everbearer: version } = raw
  if (typeof version === 'number' && version > EXPORT_VERSION) raise('export_newer', { version })
  const reading = envelopeSchema.safeParse(raw)
  return reading.success ? reading.data.connections : raise('bad_shape', { where: 'export' })
}

function exportedEntry({ connection, system }: Exported, taking: ExportedSecrets): Record<string, unknown> {
  const { settings, tokens } = connection
  const known: Readonly<Record<string, unknown>> = { ...settings.own, ...settings }
  const presentSettings = system.settings
    .map(({ name }) => [name, known[name]] as const)
    .filter(([, value]) => value !== undefined && value !== '')
  const secrets = secretsOf({ connection, system }, taking)
  // A date belongs to the token that it came with; a token that says so itself needs none.
  const expiresAt = secrets.accessToken !== undefined && tokens?.expirySource !== 'jwt' ? tokens?.expiresAt : null
  const takesMoment = system.settings.some(({ kind }) => kind === 'moment')
  const carried = taking === 'none' ? null : writeCarried(connection)
  return {
    name: NAME_PATTERN.test(connection.name) ? connection.name : system.id,
    system: system.id,
    ...(connection.tags.length === 0 ? {} : { tags: connection.tags }),
    ...(connection.note === '' ? {} : { note: connection.note }),
    settings: {
      ...Object.fromEntries(presentSettings),
      // All of them: what is not named would stay as it is where a connection of this name is already there.
      endpoints: Object.fromEntries(system.endpoints.map(({ name }) => [name, endpointOf(system, settings, name)])),
      ...(takesMoment && expiresAt != null ? { expiresAt: isoUtc(expiresAt) } : {}),
    },
    secrets: Object.fromEntries(system.secrets.map(({ name }) => [name, secrets[name] ?? ''])),
    ...(carried === null ? {} : { carried }),
  }
}

/** One of the few places where secrets are revealed: what comes of it is sealed before it leaves the keeper. */
function secretsOf({ connection }: Exported, taking: ExportedSecrets): Partial<Record<SecretName, string>> {
  if (taking === 'none') return {}
  const { tokens } = connection
  const secrets = {
    accessToken: tokens?.accessToken?.reveal(),
    refreshToken: taking === 'move' ? tokens?.refreshToken?.reveal() : undefined,
    ...Object.fromEntries(credentialsIn(connection).map(([name, { secret }]) => [name, secret.reveal()])),
  }
  return Object.fromEntries(Object.entries(secrets).filter(([, value]) => value !== undefined))
}
