import type { Command } from 'commander'
import { raise } from '../../../shared/fault.ts'
import { SIGNER_PATTERN } from '../../../shared/import-export/bundle.ts'
import { filled } from '../../../shared/text/sentence.ts'
import { visibleLine } from '../../../shared/text/visible-text.ts'
import { type JsonOption, newCommand } from '../command.ts'
import { type CommandContext, withBridge } from '../context.ts'
import { answer, printJson } from '../output/json-output.ts'

/** Who says who belongs to the fleet: one more of them, or one fewer. */
export function appointCommand(context: CommandContext): Command {
  const { terminal, texts } = context
  return newCommand(context, 'fleet appoint')
    .argument('<name>', texts.options.memberName)
    .option('--no-longer', texts.options.noLonger)
    .option('--json', texts.options.json)
    .action(async (name: string, { longer, json = false }: JsonOption & { readonly longer: boolean }) => {
      const appointed = await withBridge(context, (bridge) => bridge.call('fleet.appoint', { name, signs: longer }))
      if (json) return printJson(context, appointed)
      const word = longer ? texts.words.memberAppointed : texts.words.memberDismissed
      terminal.out(`${visibleLine(filled(word, { member: name }))}\n`)
    })
}

export function takeOverCommand(context: CommandContext): Command {
  const { terminal, texts } = context
  return newCommand(context, 'fleet take-over')
    .option('--yes', texts.options.yes)
    .option('--json', texts.options.json)
    .action(async ({ yes = false, json = false }: JsonOption & { readonly yes?: boolean }) => {
      const taken = await withBridge(context, (bridge) => bridge.call('fleet.takeOver', { agreed: yes }))
      if (json) return printJson(context, taken)
      const { name: member, signer } = taken
      terminal.out(`${visibleLine(filled(texts.words.memberTookOver, { member, signer }))}\n`)
    })
}

export function followCommand(context: CommandContext): Command {
  const { texts } = context
  return newCommand(context, 'fleet follow')
    .argument('<signer>', texts.options.followedSigner)
    .option('--json', texts.options.json)
    .action(async (signer: string, { json = false }: JsonOption) => {
      if (!SIGNER_PATTERN.test(signer)) raise('invalid_signer')
      const followed = await withBridge(context, (bridge) => bridge.call('fleet.follow', { signer }))
      answer(context, json, followed, `${visibleLine(filled(texts.words.memberFollowed, { member: followed.name }))}\n`)
    })
}
