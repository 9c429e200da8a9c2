import type { ConnectionView } from '../../../shared/connections/view.ts'
import { countdown } from '../../../shared/text/countdown.ts'
import { filled } from '../../../shared/text/sentence.ts'
import type { CommandContext } from '../context.ts'
import { answer } from '../output/json-output.ts'

/** What a command says that changed one connection: its view as JSON, or one sentence. */
export function tellView(context: CommandContext, view: ConnectionView, json: boolean, sentence: string): void {
  answer(context, json, view, viewLine(context, view, sentence))
}

export function viewLine({ terminal, texts }: CommandContext, view: ConnectionView, sentence: string): string {
  const life = countdown(texts, view, terminal.now())
  return `${filled(sentence, { name: view.name, life })}\n`
}
