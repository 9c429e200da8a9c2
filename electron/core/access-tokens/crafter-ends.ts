import { type Connection, withLearned } from '../../../shared/connections/connection.ts'
import { ENDLESS, isEndless } from '../../../shared/connections/states.ts'
import type { CrafterToken } from '../../../shared/systems/crafter/access-tokens.ts'
import type { ConnectionRecord } from '../connections/connection-record.ts'
import type { KeeperParts } from '../keeper-parts.ts'
import type { Place } from './crafter-place.ts'
import { usersOf } from './crafter-view.ts'

/** What a list of tokens tells of the connections here that show one of them. */
export type CrafterEnds = ReturnType<typeof createCrafterEnds>

export function createCrafterEnds(context: Pick<KeeperParts, 'connections' | 'viewAfter'>) {
  const { connections, viewAfter } = context

  /** The list tells the ends of all connections that show one of its tokens: those that are no masters cannot ask themselves. */
  async function learn({ record, connection, own }: Place, tokens: readonly CrafterToken[]): Promise<void> {
    if (connection.learned['master'] !== 'yes') {
      const facts = { master: 'yes' }
      await connections.keep(record, (current) => ({ ...current, learned: withLearned(current.learned, facts) }))
      viewAfter(record)
    }
    // To look at a list changes nothing in the vault: what it tells is noted, and written with the next change of its own.
    for (const token of tokens) {
      const users = token.id.equals(own) ? [record] : await usersOf(connections, token)
      await tellEnd(token, users, async (user, change) => connections.note(user, change))
    }
  }

  async function tellEnd(
    { expiresOn, odd }: CrafterToken,
    users: readonly ConnectionRecord[],
    tell: (record: ConnectionRecord, change: (current: Connection) => Connection) => Promise<unknown>,
  ): Promise<void> {
    // There is an end, and it cannot be read.
    if (odd?.includes('expiresOn')) return
    for (const record of users) {
      if (isTold(record, expiresOn)) continue
      await tell(record, ({ learned, tokens, ...current }) => ({
        ...current,
        learned: withLearned(learned, { [ENDLESS]: expiresOn === null ? 'yes' : '' }),
        tokens:
          tokens === null || expiresOn === null
            ? tokens
            : { ...tokens, expiresAt: expiresOn, expirySource: 'expires_at' },
      }))
      viewAfter(record)
    }
  }

  return {
    learn,
    /** The token has another end now, and it is written. */
    moved: async (token: CrafterToken): Promise<void> =>
      tellEnd(token, await usersOf(connections, token), connections.keep),
  }
}

function isTold({ connection }: ConnectionRecord, expiresOn: number | null): boolean {
  const isNever = connection !== null && isEndless(connection)
  return expiresOn === null ? isNever : !isNever && connection?.tokens?.expiresAt === expiresOn
}
