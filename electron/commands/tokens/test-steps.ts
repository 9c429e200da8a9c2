import type { TestResult } from '../../../shared/api/contract/contract.ts'
import { filled } from '../../../shared/text/sentence.ts'
import type { Texts } from '../../../shared/text/texts.ts'
import { waysOf } from '../../../shared/text/ways.ts'
import { aligned } from '../output/columns.ts'

/** Each question that was put to the server and how it was answered; then by which ways, each once. */
export function stepLines(texts: Texts, steps: TestResult['steps']): string[] {
  const lines = aligned(steps.map((step) => stepRow(texts, step)))
  return [...lines, ...new Set(steps.flatMap((step) => waysOf(texts, step)))].map((line) => `    ${line}`)
}

function stepRow(texts: Texts, step: TestResult['steps'][number]): string[] {
  const { words } = texts
  const came = step.status === null ? words.stepNone : filled(words.stepStatus, { status: step.status })
  return [texts.testSteps[step.name] ?? step.name, came, filled('{tookMs}', { tookMs: step.tookMs }), step.url]
}
