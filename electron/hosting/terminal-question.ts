import type { FaultParams } from '../../shared/fault.ts'
import { filled } from '../../shared/text/sentence.ts'
import type { Texts } from '../../shared/text/texts.ts'
import { nodeClock } from '../adapters/node/clock.ts'
import type { Terminal } from '../adapters/node/terminal/terminal.ts'
import { withinTime } from '../core/concurrency/pause.ts'
import type { Clock } from '../core/ports.ts'
import type { Answer, Question } from '../doors/consent.ts'

/** Whoever wanted this is there; a question that nobody answers is a no. */
const WITHIN_MS = 120_000

/** What is asked here alone: a window may copy a token, since no page in it can read the clipboard. */
type Asked = Question | { readonly code: 'copy_token'; readonly params: FaultParams }

/** Asks at the terminal that runs the page, which no page can type into, what the rights of a page do not suffice for. */
export function createTerminalQuestion(
  terminal: Pick<Terminal, 'err' | 'canAsk'>,
  { words }: Texts,
  clock: Clock = nodeClock,
) {
  const asking: Readonly<Record<Asked['code'], string>> = {
    origin_changed: words.askOrigin,
    origin_told: words.askOrigin,
    confirm_memory: words.askMemory,
    confirm_file: words.askFile,
    confirm_leave: words.askLeave,
    confirm_deletion: words.askDeletion,
    confirm_revoke: words.askRevoke,
    copy_token: words.askCopy,
  }
  let waiting: ((line: string) => void) | null = null
  return {
    /** One at a time: an answer is to the question that was read last, so while one stands each other is a no. */
    async ask({ code, params }: Asked): Promise<Answer> {
      if (!terminal.canAsk) return 'nobody'
      if (waiting !== null) return false
      const { promise, resolve } = Promise.withResolvers<string>()
      waiting = resolve
      terminal.err(filled(asking[code], params))
      const line = await withinTime(clock, WITHIN_MS, promise)
      waiting = null
      const allowed = line?.toLowerCase() === 'yes'
      terminal.err(`${allowed ? words.askOriginAllowed : words.askOriginRefused}\n`)
      return allowed
    },
    /** A line that was typed; true when it was the answer to a question. */
    answered(line: string): boolean {
      if (waiting === null) return false
      waiting(line)
      return true
    },
  }
}
