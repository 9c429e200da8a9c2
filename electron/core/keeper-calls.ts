import type { Handlers } from '../../shared/api/contract/contract.ts'
import { isoUtc, isoUtcOrNull } from '../../shared/time/instant.ts'
import type { KeeperParts } from './keeper-parts.ts'
import type { Refresher } from './renewal/refresher.ts'
import type { VaultCalls } from './vault/vault-calls.ts'

export type KeeperCallsContext = Pick<KeeperParts, 'clock' | 'host' | 'site' | 'open'> & {
  readonly refresher: Refresher
  readonly vault: VaultCalls
}

/** What programs ask of the keeper itself; it keeps since now. */
export function keeperCalls({ clock, host, refresher, vault, site, open }: KeeperCallsContext) {
  const since = isoUtc(clock.now())
  return {
    'keeper.status': async () => {
      // While the vault is being opened for the first time, "shut" would be true for a second and then shown for ever.
      await open().catch(() => undefined)
      const { version, commit, pid, name, socket } = host
      const nextRenewalAt = isoUtcOrNull(refresher.nextAt())
      const faults = [...site.faults()]
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
