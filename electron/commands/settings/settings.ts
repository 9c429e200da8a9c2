import { resolve } from 'node:path'
import type { Command } from 'commander'
import { raise } from '../../../shared/fault.ts'
import { filled } from '../../../shared/text/sentence.ts'
import { CONSUMER_PLACES, DEFAULT_PREFERENCES, UNCHOSEN_PREFERENCES } from '../../core/preferences.ts'
import { type JsonOption, newCommand } from '../command.ts'
import { placeText } from '../consumers/consumer-place.ts'
import { type CommandContext, type OpenBridge, withBridge } from '../context.ts'
import { raiseUsage } from '../input/usage-fault.ts'
import { aligned } from '../output/columns.ts'
import { answer, printJson } from '../output/json-output.ts'
import { isNotifyKey, notifySettings, setNotify } from './notify.ts'

export function settingsCommand(context: CommandContext): Command {
  return newCommand(context, 'settings').addCommand(getCommand(context)).addCommand(setCommand(context))
}

function getCommand(context: CommandContext): Command {
  const { terminal, texts } = context
  return newCommand(context, 'settings get')
    .argument('[key]', texts.options.key)
    .option('--json', texts.options.json)
    .action(async (key: string | undefined, { json = false }: JsonOption) => {
      const all = await withBridge(context, allSettings)
      if (key === undefined) return json ? printJson(context, all) : terminal.out(settingsText(context, all))
      const value = Object.entries(all).find(([name]) => name === key)?.[1]
      if (value === undefined) raise('unknown_setting', { known: Object.keys(all).join(', ') })
      answer(context, json, { [key]: value }, `${value}\n`)
    })
}

/** With those in the vault, if it can be read now. */
async function allSettings(bridge: OpenBridge): Promise<Readonly<Record<string, unknown>>> {
  const preferences = await bridge.call('settings.get', {})
  const notify = await bridge.call('notify.get', {}).catch(() => null)
  return { ...UNCHOSEN_PREFERENCES, ...preferences, ...(notify === null ? {} : notifySettings(notify)) }
}

function settingsText({ texts }: CommandContext, all: Readonly<Record<string, unknown>>): string {
  const defaults = new Map<string, unknown>(Object.entries({ ...DEFAULT_PREFERENCES, ...UNCHOSEN_PREFERENCES }))
  const shown = (key: string, value: unknown) =>
    value === (defaults.get(key) ?? '') ? filled(texts.words.isDefault, { value: String(value) }) : String(value)
  const rows = Object.entries(all).map(([key, value]) => [key, shown(key, value), texts.settings[key]?.help ?? ''])
  return `${aligned(rows).join('\n')}\n`
}

function setCommand(context: CommandContext): Command {
  const { terminal, texts } = context
  return newCommand(context, 'settings set')
    .argument('<key>', texts.options.key)
    .argument('[value]', texts.options.value)
    .option('--json', texts.options.json)
    .action(async (key: string, value: string | undefined, { json = false }: JsonOption) => {
      if (isNotifyKey(key)) return await setNotify(context, { key, value, json })
      if (value === undefined) raiseUsage('missing_argument', { word: 'value', command: 'settings set' })
      if (isConsumerPlace(key)) return await setConsumerPlace(context, { key, value, json })
      const all = await withBridge(context, (bridge) => bridge.call('settings.set', { key, value }))
      if (json) return printJson(context, all)
      const now = Object.entries(all).find(([name]) => name === key)?.[1]
      terminal.out(`${filled(texts.words.settingSaved, { key, value: String(now) })}\n`)
    })
}

/** Those that open a port: no page may set them, so they have a call of their own. */
function isConsumerPlace(key: string): boolean {
  return CONSUMER_PLACES.some((each) => each === key)
}

async function setConsumerPlace(
  context: CommandContext,
  { key, value, json }: { readonly key: string; readonly value: string; readonly json: boolean },
): Promise<void> {
  const { terminal, texts } = context
  const isPath = value !== 'none' && (key === 'consumers.certificate' || key === 'consumers.key')
  const absoluteValue = isPath ? resolve(value) : value
  const set = await withBridge(context, (bridge) => bridge.call('consumers.listen', { key, value: absoluteValue }))
  if (json) return printJson(context, set)
  const { 'consumers.port': port, 'consumers.address': address, ...listening } = set
  terminal.out(`${placeText(texts, { port, address, ...listening })}\n`)
}
