import type { Handlers } from '../../shared/api/contract/contract.ts'
import { isoUtc, isoUtcOrNull } from '../../shared/time/instant.ts'
import type { Ports } from './ports.ts'
import type { Refresher } from './renewal/refresher.ts'
import type { Site } from './site/site.ts'
import type { VaultCalls } from './vault/vault-calls.ts'

export type KeeperCallsContext = {
  readonly ports: Pick<Ports, 'clock' | 'host'>
  readonly refresher: Refresher
  readonly vault: VaultCalls
  readonly site: Pick<Site, 'faults'>
  readonly open: () => Promise<void>
}

/** What programs ask of the keeper itself; it keeps since now. */
export function keeperCalls({ ports: { clock, host }, refresher, vault, site, open }: KeeperCallsContext) {
  const since = isoUtc(clock.now())
  return {
    'keeper.status': async () => {
      // While it is being opened for the first time, "shut" would be true for a second and then shown for ever.
      await open().catch(() => undefined)
      const { version, commit, pid, name, socket } = host
      const nextRenewalAt = isoUtcOrNull(refresher.nextAt())
      const faults = site.faults().map(({ code, params }) => ({ code, params: { ...params } }))
      return {
        ...{ version, commit, pid, since, host: name, socket, vault: await vault.status(), nextRenewalAt },
        ...(faults.length === 0 ? {} : { siteFaults: faults }),
      }
    },
    'keeper.handOver': async () => {
      vault.assertSurvives()
      host.leave()
      return {}
    },
  } satisfies Partial<Handlers>
}
