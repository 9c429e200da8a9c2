import type { Handlers } from '../../../shared/api/contract/contract.ts'
import type { ValidTokens } from '../renewal/valid-tokens.ts'
import type { Tester } from '../testing/tester.ts'
import type { ConnectionRecord } from './connection-record.ts'
import type { Connections } from './connections.ts'
import type { Overview } from './overview.ts'

export type ConnectionCallsContext = {
  readonly connections: Connections
  readonly overview: Overview
  readonly validTokens: ValidTokens
  readonly tester: Tester
  /** Reads the manifest if that has not been possible so far. Raises the vault's fault. */
  readonly open: () => Promise<void>
  readonly find: (name: string) => Promise<ConnectionRecord>
  /** As `find`, with its document read. */
  readonly read: (name: string) => Promise<ConnectionRecord>
  /** After a change: decides anew, tells, and gives what is there now. */
  readonly viewAfter: (record: ConnectionRecord) => ReturnType<Overview['view']>
}

/** What is looked at and asked of connections that are there. */
export function connectionCalls({
  connections,
  overview,
  validTokens,
  tester,
  open,
  find,
  read,
  viewAfter,
}: ConnectionCallsContext) {
  return {
    'connections.list': async () => {
      await open().catch(() => undefined)
      // A list is for looking: what cannot be read now is shown with its fault instead of failing the whole list.
      await Promise.all(connections.all().map((record) => connections.load(record).catch(() => undefined)))
      return overview.list()
    },
    'connections.remembered': async () => overview.remembered(),
    'connections.get': async ({ name }) => overview.view(await read(name)),
    'connections.refresh': async ({ name }) => {
      const record = await find(name)
      await validTokens.force(record)
      return viewAfter(record)
    },
    'connections.test': async ({ name, run }) => {
      const record = await find(name)
      const result = await tester.test(record, run)
      viewAfter(record)
      return result
    },
    'connections.token': async ({ name, minTtlMs }) =>
      validTokens.token(connections.ready(name) ?? (await find(name)), minTtlMs),
    'connections.rejected': async ({ name, generation }) => {
      const record = await find(name)
      await validTokens.rejected(record, generation)
      return viewAfter(record)
    },
    'connections.inUse': async ({ name }) => {
      await validTokens.inUse(await find(name))
      return {}
    },
  } satisfies Partial<Handlers>
}
