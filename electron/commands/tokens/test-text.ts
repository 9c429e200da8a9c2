import type { PingResult, TestResult } from '../../../shared/api/contract/contract.ts'
import { filled, provedSentence } from '../../../shared/text/sentence.ts'
import type { Proved, Texts } from '../../../shared/text/texts.ts'
import { waysOf } from '../../../shared/text/ways.ts'
import type { Terminal } from '../../adapters/node/terminal/terminal.ts'
import { aligned } from '../output/columns.ts'

const PROVED: readonly Proved[] = ['reached', 'tokenAccepted', 'canRenew']
const MARKS = { yes: '✓', no: '✗', unknown: '?' } as const

/** What a test has shown, with what was asked of the server. */
export function testText(texts: Texts, result: TestResult): string {
  return `${[...verdictsOf(texts, result), ...stepLines(texts, result.steps)].join('\n')}\n`
}

export function verdictsOf(texts: Texts, result: TestResult): string[] {
  return PROVED.map((what) => {
    // Nothing is wrong with a token that was made to stay as it is.
    const mark = what === 'canRenew' && result.canRenew === 'no' && result.fault === null ? '–' : MARKS[result[what]]
    return `${mark} ${provedSentence(texts, what, result)}`
  })
}

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

/** Each question that was put to the server and how it was answered; then by which ways, each once. */
function stepLines(texts: Texts, steps: TestResult['steps']): string[] {
  const lines = aligned(steps.map((step) => stepRow(texts, step)))
  return [...lines, ...new Set(steps.flatMap((step) => waysOf(texts, step)))].map((line) => `    ${line}`)
}

function stepRow(texts: Texts, step: TestResult['steps'][number]): string[] {
  const { words } = texts
  const statusText = step.status === null ? words.stepNone : filled(words.stepStatus, { status: step.status })
  return [texts.testSteps[step.name] ?? step.name, statusText, filled('{tookMs}', { tookMs: step.tookMs }), step.url]
}
