import type { Command } from 'commander'
import type { Preferences } from '../../../shared/api/contract/contract.ts'
import { raise } from '../../../shared/fault.ts'
import { filled } from '../../../shared/text/sentence.ts'
import { newCommand } from '../command.ts'
import { type CommandContext, withBridge } from '../context.ts'
import { aligned } from '../output/columns.ts'
import { printJson } from '../output/json-output.ts'

export function settingsCommand(context: CommandContext): Command {
  return newCommand(context, 'settings').addCommand(getCommand(context)).addCommand(setCommand(context))
}

function getCommand(context: CommandContext): Command {
  const { terminal, texts } = context
  return newCommand(context, 'settings get')
    .argument('[key]', texts.options.key)
    .option('--json', texts.options.json)
    .action(async (key: string | undefined, { json = false }: { json?: boolean }) => {
      const all = await withBridge(context, (bridge) => bridge.call('settings.get', {}))
      if (key === undefined)
        return json ? printJson({ terminal, texts }, all) : terminal.out(settingsText(context, all))
      const value = Object.entries(all).find(([name]) => name === key)?.[1]
      if (value === undefined) raise('unknown_setting', { known: Object.keys(all).join(', ') })
      if (json) printJson({ terminal, texts }, { [key]: value })
      else terminal.out(`${value}\n`)
    })
}

function settingsText({ texts }: CommandContext, all: Preferences): string {
  const rows = Object.entries(all).map(([key, value]) => [key, String(value), texts.settings[key]?.help ?? ''])
  return `${aligned(rows).join('\n')}\n`
}

function setCommand(context: CommandContext): Command {
  const { terminal, texts } = context
  return newCommand(context, 'settings set')
    .argument('<key>', texts.options.key)
    .argument('<value>', texts.options.value)
    .option('--json', texts.options.json)
    .action(async (key: string, value: string, { json = false }: { json?: boolean }) => {
      const all = await withBridge(context, (bridge) => bridge.call('settings.set', { key, value }))
      if (json) return printJson({ terminal, texts }, all)
      const now = Object.entries(all).find(([name]) => name === key)?.[1]
      terminal.out(`${filled(texts.words.settingSaved, { key, value: String(now) })}\n`)
    })
}
