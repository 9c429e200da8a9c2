import type { Output } from '../../../shared/api/contract/contract.ts'
import type { ConnectionView } from '../../../shared/connections/view.ts'
import { FaultError } from '../../../shared/fault.ts'
import { countdown } from '../../../shared/text/countdown.ts'
import { filled } from '../../../shared/text/sentence.ts'
import type { CommandContext } from '../context.ts'
import { mistakeLine } from '../output/fault-line.ts'
import { printJson } from '../output/json-output.ts'
import { draftErrors, systemIn } from './draft-errors.ts'

/** What `add` and `edit` share: saving a draft, and saying what came of it. */

type Saved = Output<'connections.add'>

/**
 * Runs `save`. When the draft is refused, every error but the first is told line by line before the first one ends the
 * command as its fault.
 */
export async function saveDraft(
  context: CommandContext,
  entry: unknown,
  present: ConnectionView | null,
  save: () => Promise<Saved>,
): Promise<Saved> {
  try {
    return await save()
  } catch (thrown) {
    if (!(thrown instanceof FaultError)) throw thrown
    const [first, ...others] = draftErrors(entry, thrown.fault, present, context.terminal.now())
    if (first === undefined) throw thrown
    const system = present?.system ?? systemIn(entry)
    const named = system === undefined ? {} : { system }
    for (const error of others) context.terminal.err(mistakeLine(context.texts, error, named))
    const params = { ...named, field: first.field, path: first.field, ...first.params }
    throw new FaultError({ code: first.code, params }, { cause: thrown })
  }
}

/** Warnings to standard error, the view as JSON or one line to standard output. */
export function tellSaved(context: CommandContext, saved: Saved, json: boolean, sentence: string, next?: string): void {
  const { terminal, texts } = context
  const { view, warnings } = saved
  for (const warning of warnings) terminal.err(mistakeLine(texts, warning, { system: view.system }))
  if (json) return printJson(context, { ...view, warnings })
  if (view.undo !== undefined) terminal.err(`everbearer: ${filled(texts.words.editedUndo, { name: view.name })}\n`)
  const values = { name: view.name, life: countdown(texts, view, terminal.now()) }
  terminal.out(`${filled(sentence, values)}\n`)
  if (next !== undefined && terminal.interactive) terminal.out(`${filled(next, values)}\n`)
}
