import type { Command } from 'commander'
import type { TokenAnswer } from '../../../shared/api/contract/contract.ts'
import { originOf } from '../../../shared/entry/address.ts'
import { lineOption, onConnection } from '../command.ts'
import { type CommandContext, type OpenBridge, withBridge } from '../context.ts'
import { tokenFor } from './token-for.ts'

/** What git says of itself and of a server takes less. */
const MAX_BYTES = 65_536

/** Servers look at the password alone, or want this word (GitLab). */
const USERNAME = 'oauth2'

/**
 * A git credential helper (gitcredentials, git-credential): attributes of the form `key=value` in and out. It answers for the
 * connection's own origin alone and says nothing for any other, so that git asks its next helper.
 */
export function gitCommand(context: CommandContext): Command {
  const { terminal, texts } = context
  return onConnection(context, 'credential git')
    .argument('<operation>', texts.options.operation)
    .option('--username <name>', texts.options.username, lineOption('--username'), USERNAME)
    .action(async (name: string, operation: string, { username }: { username: string }) => {
      const request = attributesIn((await terminal.read('-', MAX_BYTES)).text)
      // What git would have stored is here already; operations of a later git are no trouble.
      if (operation !== 'get' && operation !== 'erase') return
      await withBridge(context, async (bridge) => {
        const { baseUrl } = await bridge.call('connections.get', { name })
        if (!isForOrigin(baseUrl, request)) return
        const answer = await tokenFor(context, bridge, name)
        if (operation === 'get') terminal.raw(attributesFor(answer, request, username))
        else await reportRejected(bridge, name, answer, request)
      })
    })
}

type Attributes = ReadonlyMap<string, readonly string[]>

function attributesIn(text: string): Attributes {
  const pairs = text.split('\n').flatMap((line) => {
    const [, key = '', value = ''] = /^([^=\0]+)=(.*?)\r?$/.exec(line) ?? []
    return key === '' ? [] : [[key, value] as const]
  })
  const named = Map.groupBy(pairs, ([key]) => key)
  return new Map([...named].map(([key, all]) => [key, all.map(([, value]) => value)]))
}

function lastValue(request: Attributes, key: string): string {
  return request.get(key)?.at(-1) ?? ''
}

/** Empty where the key stands twice: an address could smuggle a second line into old versions of git (CVE-2020-5260). */
function singleValue(request: Attributes, key: string): string {
  return request.get(key)?.length === 1 ? lastValue(request, key) : ''
}

function isForOrigin(baseUrl: string, request: Attributes): boolean {
  const [protocol, host] = [singleValue(request, 'protocol'), singleValue(request, 'host')]
  // Each is one part of an address, and must not bring more of it along.
  if (!/^https?$/.test(protocol) || !/^[^/?#]+$/.test(host)) return false
  const origin = originOf(`${protocol}://${host}`)
  return origin !== '' && origin === originOf(baseUrl)
}

/** As a Bearer header where this git can send one (2.46), else as the password. `ephemeral`: git asks again each time. */
function attributesFor({ token, tokenType, expiresAt }: TokenAnswer, request: Attributes, username: string): string {
  const acceptsBearer = request.get('capability[]')?.includes('authtype') ?? false
  const end = expiresAt === null ? [] : [`password_expiry_utc=${Math.floor(Date.parse(expiresAt) / 1_000)}`]
  const lines = acceptsBearer
    ? ['capability[]=authtype', `authtype=${tokenType}`, `credential=${token}`, 'ephemeral=1']
    : [`username=${lastValue(request, 'username') || username}`, `password=${token}`]
  return `${[...lines, ...end].join('\n')}\n`
}

/** Reports the token as refused, but only where the refused password is that token. */
async function reportRejected(
  bridge: OpenBridge,
  name: string,
  { token, generation }: TokenAnswer,
  request: Attributes,
): Promise<void> {
  const refused = lastValue(request, 'password') || lastValue(request, 'credential')
  if (refused === token) await bridge.call('connections.rejected', { name, generation })
}
