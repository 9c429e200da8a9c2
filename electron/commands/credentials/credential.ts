import type { Command } from 'commander'
import { newCommand } from '../command.ts'
import type { CommandContext } from '../context.ts'
import { awsCommand } from './aws.ts'
import { curlCommand } from './curl.ts'
import { dockerCommand } from './docker.ts'
import { gitCommand } from './git.ts'
import { kubectlCommand } from './kubectl.ts'
import { sinkCommand } from './sink.ts'

/** Credential helpers, each in the format of the program that calls it (docs/credentials.md). */
export function credentialCommand(context: CommandContext): Command {
  return newCommand(context, 'credential')
    .addCommand(kubectlCommand(context))
    .addCommand(gitCommand(context))
    .addCommand(curlCommand(context))
    .addCommand(dockerCommand(context))
    .addCommand(awsCommand(context))
    .addCommand(sinkCommand(context))
}
