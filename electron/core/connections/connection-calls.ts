import type { Handlers } from '../../../shared/api/contract/contract.ts'
import { readNarrowing } from '../../../shared/tokens/narrowing.ts'
import { tokenFacts } from '../../../shared/tokens/token-facts.ts'
import type { KeeperParts } from '../keeper-parts.ts'
import type { NarrowedTokens } from '../narrowed/narrowed-tokens.ts'
import type { Tester } from '../probing/tester.ts'
import type { ValidTokens } from '../renewal/valid-tokens.ts'
import type { Overview } from './overview.ts'

export type ConnectionCallsContext = Pick<KeeperParts, 'connections' | 'open' | 'find' | 'read' | 'viewAfter'> & {
  readonly overview: Overview
  readonly validTokens: ValidTokens
  readonly narrowedTokens: NarrowedTokens
  readonly tester: Tester
}

/** What is looked at and asked of connections that are there. */
export function connectionCalls(context: ConnectionCallsContext) {
  const { connections, overview, validTokens, narrowedTokens, tester, open, find, read, viewAfter } = context
  return {
    'connections.list': async () => {
      await open().catch(() => undefined)
      // A list is for looking: what cannot be read now is shown with its fault instead of failing the whole list.
      await Promise.all(connections.all().map((record) => connections.load(record).catch(() => undefined)))
      return overview.list()
    },
    'connections.remembered': async () => overview.remembered(),
    'connections.get': async ({ name }) => overview.view(await read(name)),
    'connections.tokenFacts': async ({ name }) =>
      tokenFacts((await read(name)).connection?.tokens?.accessToken?.reveal() ?? null),
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
    'connections.token': async ({ name, minTtlMs, ...asked }) => {
      const narrowing = readNarrowing(asked)
      const record = connections.ready(name) ?? (await find(name))
      // Awaited here: a promise that is returned as it is takes two turns more.
      if (narrowing === null) return await validTokens.token(record, minTtlMs)
      return narrowedTokens.token(record, minTtlMs, narrowing)
    },
    'connections.rejected': async ({ name, generation, ...asked }) => {
      const narrowing = readNarrowing(asked)
      const record = await find(name)
      if (narrowing === null) await validTokens.rejected(record, generation)
      else await narrowedTokens.rejected(record, generation, narrowing)
      return viewAfter(record)
    },
    'connections.inUse': async ({ name }) => {
      await validTokens.inUse(await find(name))
      return {}
    },
  } satisfies Partial<Handlers>
}
