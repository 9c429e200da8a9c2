import type { Command } from 'commander'
import type { TokenAnswer } from '../../../shared/api/contract/contract.ts'
import { assertBearer } from '../../../shared/tokens/token-type.ts'
import { addressBelow } from '../../client/base-address.ts'
import { onConnection } from '../command.ts'
import { type CommandContext, withBridge } from '../context.ts'
import { warningLine } from '../output/fault-line.ts'
import { assertLine } from './token-for.ts'

/**
 * A configuration for `curl --config -`, so that no token stands in a command line. `oauth2-bearer` goes to the first host
 * alone, whatever curl follows. An address below the base URL can be named along; none other can.
 */
export function curlCommand(context: CommandContext): Command {
  const { terminal, texts } = context
  return onConnection(context, 'credential curl')
    .argument('[address]', texts.options.address)
    .action(async (name: string, address: string | undefined) => {
      const answer = await withBridge(context, (bridge) => bridge.call('connections.token', { name }))
      assertBearer({ name, tokenType: answer.tokenType })
      assertLine(answer.token)
      if (answer.warning !== null) terminal.err(warningLine(texts, answer.warning, { name }))
      const href = address === undefined ? null : addressBelow(answer.baseUrl, address, name).href
      // Else curl takes `?filter[name]=a` for a pattern.
      const url = href === null ? [] : [`url = ${quoted(href)}`, 'globoff']
      terminal.raw(`${[...url, tokenLine(answer)].join('\n')}\n`)
    })
}

function tokenLine({ token, parameter }: TokenAnswer): string {
  return parameter === undefined ? `oauth2-bearer = ${quoted(token)}` : `url-query = ${quoted(`${parameter}=${token}`)}`
}

/** As curl reads it. No line break comes here: an address has none, and a token that had one is refused. */
function quoted(text: string): string {
  return `"${text.replaceAll(/["\\]/g, '\\$&')}"`
}
