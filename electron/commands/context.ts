import type { Bridge } from '../../shared/api/contract/contract.ts'
import { closestMatch } from '../../shared/entry/closest-match.ts'
import { FaultError, type FaultParams, fault, faultOf } from '../../shared/fault.ts'
import type { Secret } from '../../shared/secret.ts'
import type { CommandLineTexts } from '../../shared/text/command-line-texts.ts'
import { proxyMissingIn } from '../adapters/node/http/proxy-facts.ts'
import type { ChildProgram } from '../adapters/node/processes/child-program.ts'
import type { NoDesktop } from '../adapters/node/processes/desktop-program.ts'
import type { Terminal } from '../adapters/node/terminal/terminal.ts'
import type { Log } from '../core/log/log.ts'
import type { Clock } from '../core/ports.ts'
import type { HostBridge } from '../hosting/open-bridge.ts'
import { warningLine } from './output/fault-line.ts'
import type { Workstation } from './service/service.ts'

/** A way to the keeper for as long as a command lasts. */
export type OpenBridge = HostBridge

export type BrowserHostOptions = {
  /** 0 takes any free one. */
  readonly port: number
  /** Shows the page at once in the person's browser. */
  readonly open: boolean
}

/** Everything that commands get from outside. Tests hand in a scripted bridge and a terminal in memory. */
export type CommandContext = {
  readonly terminal: Terminal
  readonly texts: CommandLineTexts
  readonly version: string
  readonly clock: Pick<Clock, 'after'>
  /** This program's own. */
  readonly log: Log
  openBridge(): Promise<OpenBridge>
  /** The passphrase of EVERBEARER_PASSPHRASE or of the file that EVERBEARER_PASSPHRASE_FILE names; null without either. */
  givenPassphrase(): Promise<Secret | null>
  /** Runs another program to its end and gives its exit code. */
  readonly runProgram: ChildProgram
  /** Tells a keeper that runs elsewhere that this connection's token is being worked with; gives what ends that. */
  readonly tellInUse: (name: string) => Promise<() => void>
  /** What completion offers as names: of the keeper that runs, else of the index; none while a vault is shut. */
  readonly connectionNames: () => Promise<readonly string[]>
  /** Shows a web address in the person’s browser; false where there is none. */
  readonly openInBrowser: (address: string) => Promise<boolean>
  /** What start at login needs to know about this computer. */
  readonly workstation: () => Promise<Workstation>
  /** The other hosts; each gives its exit code. */
  readonly desktop: () => Promise<number | NoDesktop>
  readonly agent: () => Promise<number>
  readonly browserHost: (options: BrowserHostOptions) => Promise<number>
  readonly demo: (forMs: number | null) => Promise<number>
}

/** Opens the bridge for one piece of work and closes it whatever comes. */
export async function withBridge<Value>(
  context: CommandContext,
  work: (bridge: OpenBridge) => Promise<Value>,
): Promise<Value> {
  const bridge = await context.openBridge()
  try {
    return await work(bridge)
  } catch (thrown) {
    await warnOfKeeperWithoutProxy(context, bridge, thrown)
    throw await withSuggestion(bridge, thrown)
  } finally {
    await bridge.close()
  }
}

const UNREACHABLE_CODES = ['unknown_host', 'offline', 'connection_refused', 'timed_out']

/** Where this shell has a proxy and the keeper was started without one: the fault alone would not lead there. */
async function warnOfKeeperWithoutProxy(
  { terminal, texts }: CommandContext,
  bridge: Bridge,
  thrown: unknown,
): Promise<void> {
  const variable = proxyMissingIn({}, terminal.env)
  if (variable === null || !UNREACHABLE_CODES.includes(faultOf(thrown).code)) return
  const pid = await bridge.call('keeper.status', {}).then(
    (status) => status.pid,
    () => process.pid,
  )
  if (pid !== process.pid) terminal.err(warningLine(texts, fault('proxy_perhaps_only_here', { variable })))
}

/** A mistyped name is answered with the one that was probably meant. */
async function withSuggestion(bridge: Bridge, thrown: unknown): Promise<unknown> {
  const { code, params } = faultOf(thrown)
  if (code !== 'no_such_connection') return thrown
  try {
    const names = (await bridge.call('connections.list', {})).map(({ name }) => name)
    const suggestion = closestMatch(String(params['name'] ?? ''), names)
    if (suggestion === null) return thrown
    const more: FaultParams = { ...params, suggestion: `"${suggestion}"` }
    return new FaultError({ code, params: more }, { cause: thrown })
  } catch {
    return thrown
  }
}
