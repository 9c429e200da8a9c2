import type { FaultParams } from '../../shared/fault.ts'
import { filled } from '../../shared/text/sentence.ts'
import type { Texts } from '../../shared/text/texts.ts'
import { nodeClock } from '../adapters/node/clock.ts'
import type { Terminal } from '../adapters/node/terminal/terminal.ts'
import { withinTime } from '../core/concurrency/pause.ts'
import type { Clock } from '../core/ports.ts'
import type { Answer, Question } from '../doors/consent.ts'

/** A question that nobody answers in this time counts as a no. */
const WITHIN_MS = 120_000

/** `copy_token` is asked only at the terminal: in a browser a page may read the clipboard, in the window it cannot. */
type Asked = Question | { readonly code: 'copy_token'; readonly params: FaultParams }

/** Asks for consent at the terminal that serves the page, which no page can type into. */
export function createTerminalQuestion(
  terminal: Pick<Terminal, 'err' | 'canAsk'>,
  { words }: Texts,
  clock: Clock = nodeClock,
) {
  const questions: Readonly<Record<Asked['code'], string>> = {
    origin_changed: words.askOrigin,
    origin_told: words.askOrigin,
    confirm_memory: words.askMemory,
    confirm_file: words.askFile,
    confirm_leave: words.askLeave,
    confirm_deletion: words.askDeletion,
    confirm_revoke: words.askRevoke,
    copy_token: words.askCopy,
  }
  let pendingAnswer: ((line: string) => void) | null = null
  return {
    /** One at a time, so that an answer is for the question on the screen: while one is open, any other counts as a no. */
    async ask({ code, params }: Asked): Promise<Answer> {
      if (!terminal.canAsk) return 'nobody'
      if (pendingAnswer !== null) return false
      const { promise, resolve } = Promise.withResolvers<string>()
      pendingAnswer = resolve
      terminal.err(filled(questions[code], params))
      const line = await withinTime(clock, WITHIN_MS, promise)
      pendingAnswer = null
      const allowed = line?.toLowerCase() === 'yes'
      terminal.err(`${allowed ? words.askOriginAllowed : words.askOriginRefused}\n`)
      return allowed
    },
    /** A line that was typed; true when it was the answer to a question. */
    answered(line: string): boolean {
      if (pendingAnswer === null) return false
      pendingAnswer(line)
      return true
    },
  }
}
