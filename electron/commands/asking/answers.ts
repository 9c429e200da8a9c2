import { raise } from '../../../shared/fault.ts'
import { filled } from '../../../shared/text/sentence.ts'
import type { CommandContext } from '../context.ts'
import { wrapped } from '../output/columns.ts'

/** Single questions at a terminal. The end of the input and Ctrl-C cancel: nothing is saved. */

const WIDTH = 88

export function printWrapped({ terminal }: CommandContext, text: string, indent = '  '): void {
  if (text !== '') terminal.err(`${wrapped(text, Math.min(terminal.columns, WIDTH), indent)}\n`)
}

/** Raises asking_stopped. */
export async function askLine({ terminal }: CommandContext, prompt: string, hidden = false): Promise<string> {
  return ((await terminal.askLine(prompt, hidden)) ?? raise('asking_stopped')).trim()
}

/** Enter is the answer that stands in capitals. */
export async function askYesNo(context: CommandContext, question: string, standard: boolean): Promise<boolean> {
  const { words } = context.texts
  for (;;) {
    const answer = (await askLine(context, `${question} ${standard ? words.askYesNo : words.askNoYes} `)).toLowerCase()
    if (answer === '') return standard
    if (['y', 'yes'].includes(answer)) return true
    if (['n', 'no'].includes(answer)) return false
    printWrapped(context, words.askYesAgain)
  }
}

export type ChoiceItem = { readonly id: string; readonly title: string }

/** One of a list, by its number or by its own word. `standard` is what Enter takes; null where something must be chosen. */
export async function askChoice(
  context: CommandContext,
  label: string,
  offered: readonly ChoiceItem[],
  standard: string | null,
): Promise<string> {
  const { words } = context.texts
  for (const [at, { title, id }] of offered.entries())
    printWrapped(context, `${at + 1}  ${title === id ? id : `${title} (${id})`}`, '    ')
  for (;;) {
    const answer = await askLine(context, `${label}${standard === null ? '' : ` [${standard}]`}: `)
    if (answer === '' && standard !== null) return standard
    const chosen = offered[Number(answer) - 1] ?? offered.find(({ id }) => id === answer.toLowerCase())
    if (chosen !== undefined) return chosen.id
    printWrapped(context, filled(words.askChoiceAgain, { count: offered.length }))
  }
}
