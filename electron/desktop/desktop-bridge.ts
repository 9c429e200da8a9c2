import { powerMonitor, session, utilityProcess } from 'electron'
import { sessionHttp } from '../adapters/electron/http.ts'
import { utilityKeychainChild } from '../adapters/electron/keychain-child.ts'
import { electronWake } from '../adapters/electron/wake.ts'
import { nodeClock } from '../adapters/node/clock.ts'
import { nodeHttp } from '../adapters/node/http/http.ts'
import type { AskPassphrase } from '../adapters/node/vaults/passphrase.ts'
import { NETWORK_CHECK_MS, networkNow, nodeWake } from '../adapters/node/wake.ts'
import { openNodeBridge } from '../hosting/node-host.ts'
import type { HostBridge } from '../hosting/open-bridge.ts'
import { VERSION } from '../hosting/version.ts'

const AGENT = `Everbearer/${VERSION}`

/**
 * Without cache and without anything of a person's; nothing but our own calls goes through it (docs/decisions.md 15).
 */
const HTTP_SESSION = 'everbearer-http'

/** The way to the keeper, with Electron's own ways out, hints and child processes where this process is the one. */
export function openDesktopBridge(askPassphrase: AskPassphrase): Promise<HostBridge> {
  const own = session.fromPartition(HTTP_SESSION, { cache: false })
  return openNodeBridge({
    host: 'desktop',
    lasting: true,
    // A window that is there is not shut in a person's face because the machine is busy.
    patient: true,
    askPassphrase,
    http: sessionHttp({
      clock: nodeClock,
      agent: AGENT,
      fetch: (url, init) => own.fetch(url, init),
      byNode: nodeHttp({ clock: nodeClock, agent: AGENT }),
      resolveProxy: (url) => own.resolveProxy(url),
    }),
    wake: electronWake(powerMonitor, nodeWake(nodeClock, networkNow, NETWORK_CHECK_MS), nodeClock),
    startKeychainChild: utilityKeychainChild(utilityProcess),
  })
}
