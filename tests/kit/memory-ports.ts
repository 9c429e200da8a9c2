/**
 * Complete Ports for `createKeeper`, all in memory and all moved by the test.
 *
 *   const ports = memoryPorts()
 *   const keeper = createKeeper(ports)
 *   ports.http.answer({ json: { access_token: 'a', expires_in: 60 } })
 *   await ports.clock.advance(30_000)
 *   ports.ownership.lose()
 *   ports.trace     // 'vault.write ID', 'http.send POST https://...', 'journal renewed': in the order they happened
 *
 * Any port can be replaced; a second keeper over the same state is `memoryPorts({ vault: first.vault, clock: first.clock })`.
 */
import { createHash } from 'node:crypto'
import { nodeCertificates } from '../../electron/adapters/node/http/client-certificate.ts'
import { nodeOAuth } from '../../electron/adapters/node/http/oauth.ts'
import { nodeIdentities } from '../../electron/adapters/node/vaults/identities.ts'
import { nodeSealing } from '../../electron/adapters/node/vaults/sealing.ts'
import type { Digest, Machine, Ports } from '../../electron/core/ports.ts'
import { type FaultyVault, faultyVault } from './faulty-vault.ts'
import { type HandAlertWays, handAlertWays } from './hand-alert-ways.ts'
import { type HandClock, handClock } from './hand-clock.ts'
import {
  type HandHost,
  type HandOwnership,
  type HandSiteFiles,
  type HandSurroundings,
  type HandVaults,
  type HandWake,
  handHost,
  handOwnership,
  handSiteFiles,
  handSurroundings,
  handVaults,
  handWake,
} from './hand-host.ts'
import {
  type MemoryIndex,
  type MemoryJournal,
  type MemoryLog,
  memoryIndex,
  memoryJournal,
  memoryLog,
} from './processes/memory-files.ts'
import { seededRandom } from './seeded-random.ts'
import { type HandRedirects, handRedirects } from './servers/hand-redirects.ts'
import { type ScriptedHttp, scriptedHttp } from './servers/scripted-http.ts'

export type MemoryPorts = Ports & {
  readonly clock: HandClock
  readonly wake: HandWake
  readonly http: ScriptedHttp
  readonly vault: FaultyVault
  readonly index: MemoryIndex
  readonly journal: MemoryJournal
  readonly log: MemoryLog
  readonly siteFiles: HandSiteFiles
  readonly ownership: HandOwnership
  readonly vaults: HandVaults
  readonly surroundings: HandSurroundings
  readonly redirects: HandRedirects
  readonly alertActions: HandAlertWays
  readonly host: HandHost
  /** What crossed the ports in which order, one short line each; calls are noted when they begin. */
  readonly trace: string[]
}

export const sha256: Digest = (text) => createHash('sha256').update(text, 'utf8').digest('hex')

type Given<Overrides> = Omit<MemoryPorts, keyof Overrides> & Overrides

export function memoryPorts(): MemoryPorts
export function memoryPorts<Overrides extends Partial<Ports>>(overrides: Overrides): Given<Overrides>
export function memoryPorts(overrides: Partial<Ports> = {}): Ports & { trace: string[] } {
  const trace: string[] = []
  const clock = overrides.clock ?? handClock()
  const http = overrides.http ?? tracedHttp(scriptedHttp(clock), trace)
  return {
    clock,
    wake: handWake(),
    http,
    // The real library, over whatever answers here.
    oauth: nodeOAuth(http),
    redirects: handRedirects(),
    random: seededRandom(),
    digest: sha256,
    vault: faultyVault('keychain', (call, key) => trace.push(`vault.${call} ${key}`)),
    index: memoryIndex(),
    journal: tracedJournal(memoryJournal(), trace),
    log: memoryLog(),
    siteFiles: handSiteFiles(),
    ownership: handOwnership(),
    machine: { id: 'machine-of-the-test', boot: 'boot-of-the-test' } satisfies Machine,
    vaults: handVaults(),
    // A real one, at a cost that tests can bear.
    sealing: nodeSealing(8),
    identities: nodeIdentities,
    certificates: nodeCertificates,
    surroundings: handSurroundings(),
    alertActions: handAlertWays(),
    host: handHost(),
    ...overrides,
    trace,
  }
}

function tracedHttp(http: ScriptedHttp, trace: string[]): ScriptedHttp {
  const send = http.send.bind(http)
  http.send = (request) => {
    trace.push(`http.send ${request.method} ${request.url}`)
    return send(request)
  }
  return http
}

function tracedJournal(journal: MemoryJournal, trace: string[]): MemoryJournal {
  const { append } = journal
  journal.append = (entry) => {
    trace.push(`journal ${entry.event}`)
    return append(entry)
  }
  return journal
}
