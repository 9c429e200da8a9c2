import type { Command } from 'commander'
import type { Bridge, Input } from '../../../shared/api/contract/contract.ts'
import type { NetworkView } from '../../../shared/connections/network.ts'
import { isLoopback } from '../../../shared/entry/loopback.ts'
import { fault } from '../../../shared/fault.ts'
import { networkRows } from '../../../shared/text/ways.ts'
import type { Terminal } from '../../adapters/node/terminal/terminal.ts'
import { newCommand } from '../command.ts'
import { type CommandContext, withBridge } from '../context.ts'
import { readClientCertificate, withPassphraseIfNeeded } from '../input/client-certificate.ts'
import { raiseUsage } from '../input/usage-fault.ts'
import { aligned } from '../output/columns.ts'
import { warningLine } from '../output/fault-line.ts'
import { answer } from '../output/json-output.ts'

type Options = {
  readonly proxy?: string
  readonly except?: string
  readonly authorities?: string
  readonly certificate?: string
  readonly key?: string
  readonly json?: boolean
}

type Change = Input<'network.set'>['change']

/** A company's list may have a hundred authorities. */
const AUTHORITIES_LIMIT = 262_144
/** Removes a setting, so that the system's or the environment's counts again. */
const FROM_SYSTEM = 'system'

/** Shows how calls travel, or sets it: of one connection or, without a name, of all. No secret comes from the command line itself. */
export function networkCommand(context: CommandContext): Command {
  const { options } = context.texts
  return newCommand(context, 'network')
    .argument('[name]', options.name)
    .option('--proxy <address>', options.proxy)
    .option('--except <hosts>', options.except)
    .option('--authorities <file>', options.authorities)
    .option('--certificate <file>', options.certificate)
    .option('--key <file>', options.certificateKey)
    .option('--json', options.json)
    .action(async (name: string | undefined, given: Options) => {
      const target = name === undefined ? {} : { name }
      const change = await changeFrom(context, given)
      const { network } = await withBridge(context, async (bridge) => {
        if (change === null) return await bridge.call('network.get', target)
        const set = await withPassphraseIfNeeded(context, change.client ?? undefined, (client) =>
          bridge.call('network.set', { ...target, change: client === undefined ? change : { ...change, client } }),
        )
        if (name !== undefined && change.proxy?.url) await warnProxyUnused(context, bridge, name)
        return set
      })
      answer(context, given.json === true, { network }, networkText(context, network))
    })
}

/** What is on this computer is asked directly, whatever is set: to a proxy, 127.0.0.1 would be its own machine. */
async function warnProxyUnused({ terminal, texts }: CommandContext, bridge: Bridge, name: string): Promise<void> {
  const { baseUrl } = await bridge.call('connections.get', { name })
  if (isLoopback(baseUrl)) terminal.err(warningLine(texts, fault('proxy_unused', { name }), { name }))
}

/** Null where nothing is to be changed. */
async function changeFrom(context: CommandContext, given: Options): Promise<Change | null> {
  const { proxy, except, authorities, certificate, key } = given
  if (key !== undefined && certificate === undefined)
    raiseUsage('missing_option', { word: '--certificate', command: 'network' })
  if (except !== undefined && proxy === undefined) raiseUsage('missing_option', { word: '--proxy', command: 'network' })
  const { terminal } = context
  const change: Change = {
    ...(proxy === undefined ? {} : { proxy: await proxyFrom(context, proxy, except) }),
    ...(authorities === undefined ? {} : { authorities: await authoritiesFrom(terminal, authorities) }),
    ...(certificate === undefined ? {} : { client: await clientFrom(context, certificate, key) }),
  }
  return Object.keys(change).length === 0 ? null : change
}

/** `user@` in it means a password, which is asked for: in an argument, everyone on this computer could read it. */
async function proxyFrom(
  { terminal, texts }: CommandContext,
  typed: string,
  except?: string,
): Promise<Change['proxy']> {
  if (typed === FROM_SYSTEM) return null
  if (typed === 'none') return { url: '' }
  const password = hasUserWithoutPassword(typed) ? await terminal.askSecret(texts.words.askProxy) : null
  return { url: typed, password: password?.reveal(), except }
}

/** `user@host`, and no password with it. */
function hasUserWithoutPassword(typed: string): boolean {
  const begin = typed.indexOf('//')
  const end = typed.lastIndexOf('@')
  return end > 0 && !typed.slice(begin < 0 ? 0 : begin + 2, end).includes(':')
}

async function authoritiesFrom(terminal: Terminal, file: string): Promise<string | null> {
  return file === FROM_SYSTEM ? null : (await terminal.read(file, AUTHORITIES_LIMIT)).text
}

async function clientFrom(context: CommandContext, file: string, key: string | undefined): Promise<Change['client']> {
  return file === FROM_SYSTEM || file === 'none' ? null : readClientCertificate(context, file, key)
}

function networkText({ terminal, texts }: CommandContext, network: NetworkView | null): string {
  const { words } = texts
  const rows = networkRows(texts, network, (iso) => terminal.localTime(Date.parse(iso)))
  const unset = (label: string) => (label === words.networkCertificate ? words.networkNone : words.networkAround)
  return `${aligned(rows.map(([label, value]) => [label, value ?? unset(label)])).join('\n')}\n`
}
