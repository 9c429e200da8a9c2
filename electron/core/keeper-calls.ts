import type { Handlers } from '../../shared/api/contract/contract.ts'
import { isoUtc, isoUtcOrNull } from '../../shared/time/instant.ts'
import type { Ports } from './ports.ts'
import type { Refresher } from './renewal/refresher.ts'
import type { VaultCalls } from './vault/vault-calls.ts'

export type KeeperCallsContext = {
  readonly ports: Pick<Ports, 'clock' | 'host'>
  readonly refresher: Refresher
  readonly vault: VaultCalls
  readonly open: () => Promise<void>
}

/** What programs ask of the keeper itself; it keeps since now. */
export function keeperCalls({ ports: { clock, host }, refresher, vault, open }: KeeperCallsContext) {
  const since = isoUtc(clock.now())
  return {
    'keeper.status': async () => {
      // While it is being opened for the first time, "shut" would be true for a second and then shown for ever.
      await open().catch(() => undefined)
      const { version, commit, pid, name, socket } = host
      const nextRenewalAt = isoUtcOrNull(refresher.nextAt())
      return { version, commit, pid, since, host: name, socket, vault: await vault.status(), nextRenewalAt }
    },
    'keeper.handOver': async () => {
      vault.assertSurvives()
      host.leave()
      return {}
    },
  } satisfies Partial<Handlers>
}
