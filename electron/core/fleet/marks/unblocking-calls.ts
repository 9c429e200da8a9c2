import type { Handlers } from '../../../../shared/api/contract/contract.ts'
import { raise } from '../../../../shared/fault.ts'
import type { KeeperParts } from '../../keeper-parts.ts'
import { unblock } from './unblocking.ts'

export type UnblockingContext = Pick<KeeperParts, 'connections' | 'journalWriter' | 'random' | 'find' | 'changed'>

/** A person's errand for a connection that nobody may renew by himself (docs/shared-vault.md "Nobody renews it"). */
export function unblockingCalls(context: UnblockingContext) {
  const { connections, journalWriter, random, find, changed } = context
  return {
    'fleet.unblock': async ({ name, agreed = false }) => {
      const record = await find(name)
      const { fleet = raise('shared_vault_unset'), admin } = connections.vault()
      // Whoever is out himself reads no mark at all.
      await admin?.list()
      const connection = await connections.load(record)
      await unblock(fleet, { connection, agreed, attempt: random.hex(8) })
      const isGivenUp = (code: string | undefined): boolean => code === 'refresh_reply_lost'
      // Whoever has edited it meanwhile has written down with it that it was given up.
      await connections.update(record, (now) => ({
        ...now,
        refused: isGivenUp(now.refused?.fault.code) ? null : now.refused,
      }))
      record.cleared()
      journalWriter.note({ event: 'unblocked', connection: name })
      changed(record)
      return { name }
    },
  } satisfies Partial<Handlers>
}
