import type { Command } from 'commander'
import { z } from 'zod'
import type { Output } from '../../../shared/api/contract/contract.ts'
import { jsonIn } from '../../../shared/encoding/json-text.ts'
import { raise } from '../../../shared/fault.ts'
import { SIGNER_PATTERN } from '../../../shared/import-export/bundle.ts'
import { filled } from '../../../shared/text/sentence.ts'
import { visibleLine } from '../../../shared/text/visible-text.ts'
import { type JsonOption, newCommand } from '../command.ts'
import { type CommandContext, withBridge } from '../context.ts'
import { fileText } from '../input/file-text.ts'
import { aligned } from '../output/columns.ts'
import { answer, printJson } from '../output/json-output.ts'
import { appointCommand, followCommand, takeOverCommand } from './succession.ts'
import { unblockCommand } from './unblock.ts'

const ENROLMENT_LIMIT = 65_536

/** What "everbearer enroll --json" prints, and no more is wanted of it. */
const enrolledSchema = z.looseObject({
  recipient: z.string().regex(/^age1[0-9a-z]+$/),
  signer: z.string().regex(SIGNER_PATTERN),
})

export function fleetCommand(context: CommandContext): Command {
  return newCommand(context, 'fleet')
    .addCommand(listCommand(context))
    .addCommand(addCommand(context))
    .addCommand(revokeCommand(context))
    .addCommand(appointCommand(context))
    .addCommand(takeOverCommand(context))
    .addCommand(followCommand(context))
    .addCommand(unblockCommand(context))
}

function listCommand(context: CommandContext): Command {
  return newCommand(context, 'fleet list')
    .option('--json', context.texts.options.json)
    .action(async ({ json = false }: JsonOption) => {
      const listed = await withBridge(context, (bridge) => bridge.call('fleet.list', {}))
      answer(context, json, listed, listText(context, listed))
    })
}

function listText({ texts }: CommandContext, { members, connections }: Output<'fleet.list'>): string {
  const { words } = texts
  const rows = members.map(({ name, lastSeenAt, isThis, isSite, signer }) => [
    name,
    lastSeenAt === null ? words.memberNever : filled(words.memberSeen, { at: lastSeenAt }),
    [isThis ? words.memberThis : '', isSite ? words.memberSite : ''].filter((word) => word !== '').join(', '),
    signer,
  ])
  const connectionsLine = visibleLine(filled(words.fleetShares, { connections: connections.join(', ') }))
  const singleSignerNote =
    members.length > 1 && members.filter(({ isSite }) => isSite).length === 1 ? [words.memberAlone] : []
  return `${[...aligned(rows), ...(connections.length === 0 ? [] : [connectionsLine]), ...singleSignerNote].join('\n')}\n`
}

function addCommand(context: CommandContext): Command {
  const { terminal, texts } = context
  return newCommand(context, 'fleet add')
    .argument('<file>', texts.options.enrolledFile)
    .requiredOption('--name <name>', texts.options.memberName)
    .option('--json', texts.options.json)
    .action(async (file: string, { name, json = false }: JsonOption & { readonly name: string }) => {
      const text = await fileText(context, file, ENROLMENT_LIMIT)
      const { recipient, signer } = enrolledSchema.safeParse(jsonIn(text)).data ?? raise('invalid_enrolment')
      const added = await withBridge(context, (bridge) => bridge.call('fleet.add', { name, recipient, signer }))
      if (json) printJson(context, added)
      else terminal.out(`${filled(texts.words.memberAdded, { member: name })}\n${passedOverText(texts, added)}`)
    })
}

function passedOverText(
  { words }: CommandContext['texts'],
  { passedOver }: Pick<Output<'fleet.add'>, 'passedOver'>,
): string {
  return passedOver.length === 0
    ? ''
    : `${visibleLine(filled(words.fleetPassedOver, { what: passedOver.join(', ') }))}\n`
}

function revokeCommand(context: CommandContext): Command {
  const { terminal, texts } = context
  const { words } = texts
  return newCommand(context, 'fleet revoke')
    .argument('<name>', texts.options.memberName)
    .option('--yes', texts.options.yes)
    .option('--json', texts.options.json)
    .action(async (name: string, { yes = false, json = false }: JsonOption & { readonly yes?: boolean }) => {
      const input = { name, ...(yes ? { confirm: 1 } : {}) }
      const revoked = await withBridge(context, (bridge) => bridge.call('fleet.revoke', input))
      if (json) return printJson(context, revoked)
      const lines = revoked.read.map(
        ({ connection, secrets }) => `  ${visibleLine(`${connection}: ${secrets.join(', ')}`)}`,
      )
      terminal.out(`${filled(words.memberRevoked, { member: name })}\n${passedOverText(texts, revoked)}`)
      if (lines.length > 0) terminal.out(`${[words.memberCouldRead, ...lines, words.memberEtcdPassword].join('\n')}\n`)
    })
}
