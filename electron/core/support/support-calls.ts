import type { Handlers } from '../../../shared/api/contract/contract.ts'
import { faultOf } from '../../../shared/fault.ts'
import { supportFile } from '../../../shared/support-file.ts'
import { isoUtc } from '../../../shared/time/instant.ts'
import type { Alerts } from '../alerts/alerts.ts'
import { notifyFindings } from '../alerts/notify-findings.ts'
import type { Overview } from '../connections/overview.ts'
import type { KeeperParts } from '../keeper-parts.ts'
import type { CorePorts } from '../requests/sending.ts'
import type { VaultCalls } from '../vault/vault-calls.ts'
import { examine } from './doctor.ts'

type Parts = Pick<KeeperParts, 'site' | 'connections' | 'journalWriter' | 'open'> & {
  readonly ports: CorePorts
  readonly alerts: Pick<Alerts, 'ready' | 'channels' | 'troubles' | 'waiting'>
  readonly overview: Overview
  readonly vault: Pick<VaultCalls, 'status'>
}

/** Enough to see what led to a trouble, and little enough to be read before it is sent. */
const JOURNAL_ENTRIES = 200
const LOG_RECORDS = 300

/** The doctor, and what it found with all around it as a file for somebody who helps. */
export function supportCalls(parts: Parts) {
  const { ports, site, alerts, connections, journalWriter, overview, vault, open } = parts
  const run = async () => {
    const vaultFault = await open().then(() => null, faultOf)
    const findings = await examine({ ...ports, site, connections, preferences: overview.preferences, vaultFault })
    return { findings: [...findings, ...(await notifyFindings(alerts))] }
  }
  return {
    'doctor.run': run,
    'support.file': async () => {
      const { findings } = await run()
      await journalWriter.settled()
      const { entries } = await ports.journal.read(JOURNAL_ENTRIES)
      const { host, surroundings, clock } = ports
      const text = supportFile({
        at: isoUtc(clock.now()),
        version: host.version,
        host: host.name,
        system: surroundings.system(),
        vault: await vault.status(),
        preferences: overview.preferences(),
        findings,
        connections: overview.list(),
        journal: entries,
        log: ports.log.recent(LOG_RECORDS),
        hide: surroundings.hide,
      })
      return { text }
    },
  } satisfies Partial<Handlers>
}
