import type { Handlers } from '../../../shared/api/contract/contract.ts'
import { FaultError } from '../../../shared/fault.ts'
import { broughtBack, notToBringBack } from '../../../shared/tokens/earlier-refresh-token.ts'
import type { Diary } from '../journal/journal-writer.ts'
import type { Clock } from '../ports.ts'
import type { Held } from './connection-record.ts'
import type { Connections } from './connections.ts'
import { refuseSameRefreshToken } from './editor.ts'

export type EarlierRefreshTokensContext = {
  readonly clock: Clock
  readonly connections: Connections
  readonly diary: Diary
  readonly find: (name: string) => Promise<Held>
  readonly viewAfter: (held: Held) => Awaited<ReturnType<Handlers['connections.restoreRefreshToken']>>
}

/** Brings back the refresh token that a sign-in or a pasted one has set aside; nothing is sent by that alone. */
export function earlierRefreshTokenCalls(
  context: EarlierRefreshTokensContext,
): Pick<Handlers, 'connections.restoreRefreshToken'> {
  const { clock, connections, diary, find, viewAfter } = context
  return {
    'connections.restoreRefreshToken': async ({ name }) => {
      const held = await find(name)
      const { superseded } = await connections.load(held)
      // In another connection it may have gone on meanwhile: two owners end it at the first renewal.
      await refuseSameRefreshToken(connections, superseded?.refreshToken.reveal(), held)
      await connections.update(held, (current) => {
        const trouble = notToBringBack(current)
        if (trouble !== null) throw new FaultError(trouble)
        return broughtBack(current, clock.now())
      })
      held.failure = null
      held.notBefore = null
      held.fruitless = 0
      diary.note({ event: 'refresh_token_restored', connection: name })
      return viewAfter(held)
    },
  }
}
