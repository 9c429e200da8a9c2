import type { PingResult } from '../../../shared/api/contract/contract.ts'
import { filled } from '../../../shared/text/sentence.ts'
import type { Texts } from '../../../shared/text/texts.ts'
import type { Terminal } from '../../adapters/node/terminal/terminal.ts'
import { stepLines } from './test-steps.ts'

/** What came of a ping: whether the server calls this client validated, and each thing that was asked. */
export function pingText(texts: Texts, ping: PingResult, { localTime }: Pick<Terminal, 'localTime'>): string {
  const { words } = texts
  const sentences = {
    yes: `✓ ${words.validatedYes}`,
    no: `✗ ${words.validatedNo}`,
    unknown: `? ${words.validatedUnknown}`,
  }
  const at = Date.parse(ping.validatedAt ?? '')
  const since = Number.isNaN(at) ? {} : { at: localTime(at) }
  return `${[filled(sentences[ping.validated], since), ...stepLines(texts, ping.steps)].join('\n')}\n`
}
