import type { Command } from 'commander'
import type { Bridge } from '../../../shared/api/contract/contract.ts'
import { isVaultShut } from '../../../shared/connections/states.ts'
import type { ConnectionView } from '../../../shared/connections/view.ts'
import { jsonIn } from '../../../shared/encoding/json-text.ts'
import { originOf } from '../../../shared/entry/address.ts'
import { isLoopback } from '../../../shared/entry/loopback.ts'
import { type Fault, FaultError, fault, faultOf, raise } from '../../../shared/fault.ts'
import { FAULT_KIND } from '../../../shared/faults/fault-kind.ts'
import { lineOption, newCommand } from '../command.ts'
import { type CommandContext, withBridge } from '../context.ts'
import { ExitCode } from '../output/exit-code.ts'
import { faultLine } from '../output/fault-line.ts'
import { tokenFor } from './token-for.ts'

const MAX_BYTES = 65_536
const USERNAME = 'oauth2'

/** Docker takes this very text, on standard output, for "ask for it in another way" (docker-credential-helpers). */
const NOT_FOUND = 'credentials not found in native keychain'

/**
 * A Docker credential helper. Docker names a registry and no connection: it is the one whose base URL has that registry's
 * host. Whatever goes wrong is said on standard output, since Docker shows nothing else.
 */
export function dockerCommand(context: CommandContext): Command {
  const { terminal, texts } = context
  return newCommand(context, 'credential docker')
    .argument('<operation>', texts.options.operation)
    .option('--username <name>', texts.options.username, lineOption('--username'), USERNAME)
    .action(async (operation: string, { username }: { username: string }) => {
      const input = await terminal.read('-', MAX_BYTES)
      const found: FoundConnection = {}
      try {
        // Docker asks for all that is listed and hands it to its daemon with each build: nothing is.
        if (operation === 'list') terminal.raw('{}\n')
        else if (operation === 'store') await acceptOwn(context, input.text)
        else if (operation === 'get') terminal.raw(await answer(context, input.text.trim(), username, found))
        // `docker logout` has nothing to erase here: the connection is another program's as well.
      } catch (thrown) {
        const trouble = faultOf(thrown)
        terminal.raw(trouble.code === 'no_such_connection' ? `${NOT_FOUND}\n` : faultLine(texts, trouble, found))
        throw new ExitCode(1)
      }
    })
}

/** The connection, once it has been found: what to do about a trouble names it. */
type FoundConnection = { name?: string }

function answer(context: CommandContext, server: string, username: string, found: FoundConnection): Promise<string> {
  return withBridge(context, async (bridge) => {
    found.name = await connectionFor(bridge, server)
    const { token } = await tokenFor(context, bridge, found.name)
    return `${JSON.stringify({ ServerURL: server, Username: username, Secret: token })}\n`
  })
}

/** `docker login` stores the token that it has just got from us: accepted without storing. Anything else is refused. */
async function acceptOwn(context: CommandContext, text: string): Promise<void> {
  const { ServerURL: server, Secret: secret } = (jsonIn(text) ?? {}) as { ServerURL?: unknown; Secret?: unknown }
  if (typeof server !== 'string' || typeof secret !== 'string') raise('credential_not_stored')
  await withBridge(context, async (bridge) => {
    const name = await connectionFor(bridge, server).catch((thrown: unknown) => {
      // While it is shut nobody knows whether that was handed out by us.
      if (FAULT_KIND[faultOf(thrown).code] === 'vault') throw thrown
      return raise('credential_not_stored')
    })
    const { token } = await tokenFor(context, bridge, name)
    if (token !== secret) raise('credential_not_stored')
  })
}

async function connectionFor(bridge: Bridge, server: string): Promise<string> {
  const origins = originsOf(server)
  const views = await bridge.call('connections.list', {})
  const [first, second] = views.filter(({ baseUrl }) => origins.includes(originOf(baseUrl)))
  if (first === undefined) throw new FaultError(await faultForNoConnection(bridge, views))
  if (second !== undefined) raise('credential_ambiguous', { name: first.name, other: second.name })
  return first.name
}

/** A shut vault's own fault: with "not found" Docker would go on without a credential and not say so. */
async function faultForNoConnection(bridge: Bridge, views: readonly ConnectionView[]): Promise<Fault> {
  const shut = views.find(isVaultShut)?.fault ?? (await bridge.call('vault.status', {})).trouble
  return shut ?? fault('no_such_connection')
}

/** A registry is written without its scheme, which is https then; on this computer Docker takes http as well. */
function originsOf(server: string): readonly string[] {
  if (/^https?:\/\//i.test(server)) return [originOf(server)].filter((origin) => origin !== '')
  const schemes = isLoopback(`http://${server}`) ? ['https', 'http'] : ['https']
  return schemes.map((scheme) => originOf(`${scheme}://${server}`)).filter((origin) => origin !== '')
}
