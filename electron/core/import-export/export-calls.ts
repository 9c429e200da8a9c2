import type { Handlers } from '../../../shared/api/contract/contract.ts'
import { raise } from '../../../shared/fault.ts'
import { type Exported, exportText, type Taking } from '../../../shared/import-export/export-file.ts'
import { Secret } from '../../../shared/secret.ts'
import { systemNamed } from '../../../shared/systems/registry.ts'
import type { ConnectionRecord } from '../connections/connection-record.ts'
import type { Connections } from '../connections/connections.ts'
import type { Clock, Sealing } from '../ports.ts'

export type ExportContext = {
  readonly clock: Clock
  readonly sealing: Sealing
  readonly connections: Connections
  readonly open: () => Promise<void>
  readonly noteExport: (record: ConnectionRecord, taking: Taking) => void
  readonly calls: Pick<Handlers, 'connections.pause'>
}

/** Connections into a file: without secrets, or sealed with all of them. */
export function exportCalls(context: ExportContext): Pick<Handlers, 'moving.export' | 'moving.seal'> {
  const { clock, sealing, connections, open, noteExport, calls } = context

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

  /** Pauses, and waits for renewals under way: a refresh token that is exported must not be spent here any more. */
  async function standStill(records: readonly ConnectionRecord[]): Promise<void> {
    for (const record of records) {
      await calls['connections.pause']({ name: record.name })
      await record.inFlight
      await connections.saveUnsaved(record)
    }
  }

  return {
    'moving.export': async ({ names }) => {
      const exported = (await chosen(names)).map((each) => each.exported)
      return { text: exportText(exported, 'none', clock.now()) }
    },
    'moving.seal': async ({ names, to, move }) => {
      const key = 'passphrase' in to ? { passphrase: new Secret(to.passphrase) } : to
      // Whether it can be sealed at all is found out before anything is paused.
      await sealing.check(key)
      if (move) await standStill((await chosen(names)).map(({ record }) => record))
      const taken = await chosen(names)
      const taking = move ? 'move' : 'copy'
      const text = exportText(
        taken.map(({ exported }) => exported),
        taking,
        clock.now(),
      )
      const sealed = await sealing.seal(new Secret(text), key)
      for (const { record } of taken) noteExport(record, taking)
      return {
        text: sealed,
        names: taken.map(({ record }) => record.name),
        refreshTokensLeftOut: move ? 0 : taken.filter(({ exported }) => hasRefreshToken(exported)).length,
      }
    },
  }
}

function hasRefreshToken({ connection }: Exported): boolean {
  return connection.tokens?.refreshToken != null
}
