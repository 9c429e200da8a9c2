import type { Command } from 'commander'
import type { CallbackPlaces } from '../../../shared/api/contract/contract.ts'
import { fieldLabel, filled } from '../../../shared/text/sentence.ts'
import type { Texts } from '../../../shared/text/texts.ts'
import { onConnection } from '../command.ts'
import { type CommandContext, withBridge } from '../context.ts'
import { aligned } from '../output/columns.ts'
import { printJson } from '../output/json-output.ts'

type Options = { json?: boolean; apply?: boolean; at?: string }

/** Shows what would be sent; sends it only with `--apply`. */
export function callbacksCommand(context: CommandContext): Command {
  const { terminal, texts } = context
  return onConnection(context, 'callbacks')
    .option('--apply', texts.options.apply)
    .option('--at <path>', texts.options.at)
    .option('--json', texts.options.json)
    .action(async (name: string, { json = false, apply = false, at }: Options) => {
      const places = await withBridge(context, (bridge) =>
        apply ? bridge.call('callbacks.apply', { name, at }) : bridge.call('callbacks.look', { name }),
      )
      if (json) return printJson(context, places)
      terminal.out(`${[...table(texts, places, apply), '', outcome(texts, name, places, apply)].join('\n')}\n`)
    })
}

function table(texts: Texts, { here, there, changes }: CallbackPlaces, applied: boolean): string[] {
  const { words } = texts
  const head = ['', words.callbacksHere, words.callbacksThere, applied ? words.callbacksSent : words.callbacksSend]
  const rows = Object.entries(here).map(([name, value]) => [
    fieldLabel(texts, name, 'osais'),
    value || words.callbacksEmpty,
    there === null ? words.callbacksUntold : there[name] || words.callbacksEmpty,
    changes[name] ?? words.callbacksEmpty,
  ])
  return aligned([head, ...rows])
}

function outcome({ words }: Texts, name: string, { changes, url }: CallbackPlaces, applied: boolean): string {
  if (Object.keys(changes).length === 0) return words.callbacksSame
  return filled(applied ? words.callbacksDone : words.callbacksWould, { name, url })
}
