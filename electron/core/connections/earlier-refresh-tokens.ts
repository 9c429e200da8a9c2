import type { Handlers } from '../../../shared/api/contract/contract.ts'
import { FaultError } from '../../../shared/fault.ts'
import { restoreRefreshToken, whyNotRestorable } from '../../../shared/tokens/earlier-refresh-token.ts'
import type { KeeperParts } from '../keeper-parts.ts'
import { refuseSameRefreshToken } from './editor.ts'

/** Brings back the refresh token that a sign-in or a pasted one has set aside; nothing is sent by that alone. */
export function earlierRefreshTokenCalls(
  context: Pick<KeeperParts, 'clock' | 'connections' | 'journalWriter' | 'find' | 'viewAfter'>,
) {
  const { clock, connections, journalWriter, find, viewAfter } = context
  return {
    'connections.restoreRefreshToken': async ({ name }) => {
      const record = await find(name)
      const { superseded } = await connections.load(record)
      // In another connection it may have gone on meanwhile: two owners end it at the first renewal.
      await refuseSameRefreshToken(connections, superseded?.refreshToken.reveal(), record)
      await connections.update(record, (current) => {
        const trouble = whyNotRestorable(current)
        if (trouble !== null) throw new FaultError(trouble)
        return restoreRefreshToken(current, clock.now())
      })
      record.cleared()
      journalWriter.note({ event: 'refresh_token_restored', connection: name })
      return viewAfter(record)
    },
  } satisfies Partial<Handlers>
}
