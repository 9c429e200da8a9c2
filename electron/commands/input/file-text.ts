import { fault } from '../../../shared/fault.ts'
import type { CommandContext } from '../context.ts'
import { warningLine } from '../output/fault-line.ts'

/** The text of a file or of standard input. One that is not UTF-8 is said to be read otherwise, since accents may come out wrong. */
export async function fileText(
  { terminal, texts }: Pick<CommandContext, 'terminal' | 'texts'>,
  path: string,
  limit: number,
): Promise<string> {
  const { text, encoding } = await terminal.read(path, limit)
  if (encoding === 'windows-1252') terminal.err(warningLine(texts, fault('read_as_windows')))
  return text
}
