import type { TestResult } from '../../../shared/api/contract/contract.ts'
import { provedSentence } from '../../../shared/text/sentence.ts'
import type { Proved, Texts } from '../../../shared/text/texts.ts'
import { stepLines } from './test-steps.ts'

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
