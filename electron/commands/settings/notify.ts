import type { Command } from 'commander'
import { readNotifyCommand } from '../../../shared/alerts/notify-settings.ts'
import type { Input, Output } from '../../../shared/api/contract/contract.ts'
import { FaultError, raise } from '../../../shared/fault.ts'
import { faultSentence, filled } from '../../../shared/text/sentence.ts'
import { type JsonOption, newCommand } from '../command.ts'
import { type CommandContext, withBridge } from '../context.ts'
import { raiseUsage } from '../input/usage-fault.ts'
import { aligned } from '../output/columns.ts'
import { answer, printJson } from '../output/json-output.ts'

type Notify = Output<'notify.get'>
type Trouble = Notify['troubles']['command']

export function notifyCommand(context: CommandContext): Command {
  return newCommand(context, 'notify').addCommand(statusCommand(context)).addCommand(testCommand(context))
}

function statusCommand(context: CommandContext): Command {
  const { texts } = context
  return newCommand(context, 'notify status')
    .option('--json', texts.options.json)
    .action(async ({ json = false }: JsonOption) => {
      const notify = await withBridge(context, (bridge) => bridge.call('notify.get', {}))
      answer(context, json, notify, statusText(context, notify))
    })
}

function statusText({ texts }: CommandContext, { command, webhook, hasSecret, managed, waiting, troubles }: Notify) {
  const { words } = texts
  if (command === null && webhook === null) return `${words.notifyNothing}\n`
  const rows = [
    row(words.notifyCommand, command && JSON.stringify(command), managed.includes('command') && words.notifyBySite),
    row(
      words.notifyWebhook,
      webhook,
      managed.includes('webhook') && words.notifyBySite,
      !hasSecret && words.notifyNoKey,
    ),
  ].flat()
  const troubleSentences = [troubles.command, troubles.webhook].flatMap((trouble) =>
    trouble === null ? [] : [faultSentence(texts, trouble)],
  )
  const waitingLine = waiting === 0 ? [] : [filled(words.notifyWaiting, { count: waiting })]
  return `${[...aligned(rows), ...waitingLine, ...troubleSentences].join('\n')}\n`
}

/** None where it is not set. */
function row(label: string, value: string | null, ...remarks: readonly (string | false)[]): string[][] {
  return value === null ? [] : [[label, [value, ...remarks.filter((each) => each !== false)].join(', ')]]
}

/** Exits with the fault of the first channel that failed. */
function testCommand(context: CommandContext): Command {
  const { terminal, texts } = context
  const { words } = texts
  return newCommand(context, 'notify test')
    .option('--json', texts.options.json)
    .action(async ({ json = false }: JsonOption) => {
      const { id, command, webhook } = await withBridge(context, (bridge) => bridge.call('notify.test', {}))
      const channels: [string, Trouble | undefined][] = [
        [words.notifyCommand, command],
        [words.notifyWebhook, webhook],
      ]
      const tried = channels.flatMap(([label, trouble]): [string, Trouble][] =>
        trouble === undefined ? [] : [[label, trouble]],
      )
      const failed = tried.flatMap(([, trouble]) => trouble ?? [])
      if (json) printJson(context, { id, command, webhook })
      else {
        const rows = tried.map(([label, trouble]) => [label, trouble === null ? words.notifyWorks : trouble.code])
        terminal.out(`${aligned(rows).join('\n')}\n`)
      }
      const [first] = failed
      if (first !== undefined) throw new FaultError(first)
    })
}

const KEYS = ['notify.command', 'notify.webhook', 'notify.webhook.secret'] as const
type NotifyKey = (typeof KEYS)[number]

export function isNotifyKey(key: string): key is NotifyKey {
  return KEYS.some((each) => each === key)
}

/** Removes a setting. */
const NONE = 'none'

/** Raises usage for a key that stands in the command line, where others read it, and what the call raises. */
export async function setNotify(
  context: CommandContext,
  { key, value, json }: { readonly key: NotifyKey; readonly value: string | undefined; readonly json: boolean },
): Promise<void> {
  const { terminal, texts } = context
  const change = await changeFrom(context, key, value)
  const notify = await withBridge(context, (bridge) => bridge.call('notify.set', change))
  if (json) return printJson(context, notifySettings(notify))
  terminal.out(`${filled(value === NONE ? texts.words.notifyTaken : texts.words.notifySet, { key })}\n`)
}

async function changeFrom(
  { terminal, texts }: CommandContext,
  key: NotifyKey,
  value: string | undefined,
): Promise<Input<'notify.set'>> {
  if (key === 'notify.webhook.secret') {
    if (value === NONE) return { secret: null }
    if (value !== undefined) raiseUsage('webhook_key_in_words')
    return {
      secret: ((await terminal.askSecret(texts.words.askWebhookSecret)) ?? raise('invalid_webhook_secret')).reveal(),
    }
  }
  if (value === undefined) raiseUsage('missing_argument', { word: 'value', command: 'settings set' })
  if (key === 'notify.webhook') return { webhook: value === NONE ? null : value }
  return { command: value === NONE ? null : [...readNotifyCommand(value)] }
}

/** As `settings get` shows them, beside the preferences. */
export function notifySettings({ command, webhook, hasSecret }: Notify): Readonly<Record<NotifyKey, string>> {
  return {
    'notify.command': command === null ? '' : JSON.stringify(command),
    'notify.webhook': webhook ?? '',
    'notify.webhook.secret': hasSecret ? 'set' : '',
  }
}
