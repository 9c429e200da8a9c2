import type { Handlers, Input } from '../../../shared/api/contract/contract.ts'
import { raise } from '../../../shared/fault.ts'
import { type Exported, exportText } from '../../../shared/import-export/export-file.ts'
import { SEALED_LIMIT } from '../../../shared/import-export/import-source.ts'
import { Secret } from '../../../shared/secret.ts'
import { systemNamed } from '../../../shared/systems/registry.ts'
import type { ConnectionRecord } from '../connections/connection-record.ts'
import type { Enrolment } from '../enrolment/enrolment.ts'
import type { KeeperParts } from '../keeper-parts.ts'
import type { SealingKey } from '../ports.ts'

export type ExportContext = Pick<KeeperParts, 'clock' | 'sealing' | 'connections' | 'journalWriter' | 'open'> & {
  readonly enrolment: Pick<Enrolment, 'bundleFor'>
  readonly calls: Pick<Handlers, 'connections.pause'>
}

/** Connections into a file: without secrets, or sealed with all of them. */
export function exportCalls(context: ExportContext) {
  const { clock, sealing, enrolment, connections, journalWriter, open, calls } = context

  async function chosen(
    names: readonly string[] | undefined,
  ): Promise<{ record: ConnectionRecord; exported: Exported }[]> {
    await open()
    const records = names === undefined ? connections.all() : names.map((name) => connections.named(name))
    return Promise.all(
      records.map(async (record) => {
        const connection = await connections.load(record)
        const system = systemNamed(connection.system) ?? raise('unknown_system', { system: '?', known: '' })
        return { record, exported: { connection, system } }
      }),
    )
  }

  /** Pauses, and waits for renewals in flight: an exported refresh token must not be spent here any more. */
  async function pauseAndDrain(records: readonly ConnectionRecord[]): Promise<void> {
    for (const record of records) {
      await calls['connections.pause']({ name: record.name })
      await record.inFlight
      await connections.saveUnsaved(record)
    }
  }

  async function sealedFor(text: Secret, to: To): Promise<{ readonly text: string; readonly signer?: string }> {
    if (!('recipients' in to)) return { text: await sealing.seal(text, keyOf(to)) }
    const bundle = await enrolment.bundleFor(text, to.recipients)
    return { text: `${JSON.stringify(bundle, null, 2)}\n`, signer: bundle.signer }
  }

  return {
    'moving.export': async ({ names }) => {
      const exported = (await chosen(names)).map((each) => each.exported)
      return { text: exportText(exported, 'none', clock.now()) }
    },
    'moving.seal': async ({ names, to, move }) => {
      const key = keyOf(to)
      // Whether it can be sealed at all is found out before anything is paused.
      await sealing.check(key)
      const first = await chosen(names)
      refuseTooLarge(first, to, move)
      if (move) await pauseAndDrain(first.map(({ record }) => record))
      // Read again: a renewal may have ended while we paused.
      const taken = move ? await chosen(names) : first
      const taking = move ? 'move' : 'copy'
      const text = exportText(
        taken.map(({ exported }) => exported),
        taking,
        clock.now(),
      )
      const sealed = await sealedFor(new Secret(text), to)
      for (const { record } of taken)
        journalWriter.note({ event: 'exported', connection: record.name, params: { taking } })
      return {
        ...sealed,
        names: taken.map(({ record }) => record.name),
        refreshTokensLeftOut: move ? 0 : taken.filter(({ exported }) => hasRefreshToken(exported)).length,
      }
    },
  } satisfies Partial<Handlers>
}

/** Before anything is paused. Raises export_too_large: what cannot be read in again would be lost. */
function refuseTooLarge(taken: readonly { exported: Exported }[], to: To, move: boolean): void {
  const exported = taken.map((each) => each.exported)
  const bytes = bytesOf(exportText(exported, move ? 'move' : 'copy', 0))
  const recipients = 'recipients' in to ? to.recipients.length : 1
  if (sealedLength(bytes, recipients) > SEALED_LIMIT) raise('export_too_large')
}

/** Of an armoured age file in a bundle: 16 bytes for each chunk, base64, and two letters more for each line of 64. */
function sealedLength(bytes: number, recipients: number): number {
  const file = bytes + 16 * Math.ceil(bytes / 65_536) + RECIPIENT_BYTES * recipients + HEAD_BYTES
  return Math.ceil(Math.ceil((file * 4) / 3) * (66 / 64)) + HEAD_BYTES
}

const RECIPIENT_BYTES = 112
const HEAD_BYTES = 1_024

/** In UTF-8, at most. */
function bytesOf(text: string): number {
  return text.length + 2 * (text.match(/[\u0080-\uffff]/g)?.length ?? 0)
}

type To = Input<'moving.seal'>['to']

function keyOf(to: To): SealingKey {
  if ('passphrase' in to) return { passphrase: new Secret(to.passphrase) }
  return 'recipient' in to ? { recipients: [to.recipient] } : to
}

function hasRefreshToken({ connection }: Exported): boolean {
  return connection.tokens?.refreshToken != null
}
