import type { Command } from 'commander'
import { visibleJson } from '../../../shared/text/visible-text.ts'
import { onConnection } from '../command.ts'
import { type CommandContext, withBridge } from '../context.ts'
import { tokenFor } from './token-for.ts'

/**
 * The shape of an AWS `credential_process` (Version 1), for servers that speak S3 and take a token in the place of keys: the
 * client ID as the key's ID, the token as secret and session token.
 */
export function awsCommand(context: CommandContext): Command {
  const { terminal } = context
  return onConnection(context, 'credential aws').action(async (name: string) => {
    const { token, clientId, expiresAt } = await withBridge(context, (bridge) => tokenFor(context, bridge, name))
    const keys = { AccessKeyId: clientId || name, SecretAccessKey: token, SessionToken: token }
    const end = expiresAt === null ? {} : { Expiration: expiresAt }
    terminal.raw(`${visibleJson(JSON.stringify({ Version: 1, ...keys, ...end }))}\n`)
  })
}
