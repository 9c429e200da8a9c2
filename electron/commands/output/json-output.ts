import { explainedJson } from '../../../shared/text/explained-json.ts'
import { visibleJson } from '../../../shared/text/visible-text.ts'
import type { CommandContext } from '../context.ts'

/**
 * The one object that `--json` prints, its faults with their sentences; `about` is the connection of one that does not name
 * it itself. Indented, since people look at it as well.
 */
export function printJson(
  { terminal, texts }: Pick<CommandContext, 'terminal' | 'texts'>,
  value: object,
  about: { readonly name?: string } = {},
): void {
  terminal.out(`${visibleJson(explainedJson(texts, value, 2, about))}\n`)
}

/** What a command ends with: the one object for programs where `--json` was given, else a text for people. */
export function answer(
  context: Pick<CommandContext, 'terminal' | 'texts'>,
  json: boolean,
  value: object,
  text: string,
): void {
  if (json) printJson(context, value)
  else context.terminal.out(text)
}
