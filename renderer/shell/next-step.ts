import type { Fault } from '../../shared/fault.ts'
import type { PageTexts } from '../../shared/text/page-texts.ts'

/** What to do about a fault, as the page says it where it has buttons for it; else as everybody is told. */
export function nextStepOf(
  words: Pick<PageTexts, 'nextSteps' | 'shell'>,
  { code, params }: Fault,
  told: string,
): string {
  // Then it takes a command line, which is what everybody is told.
  if (params['asked'] === 'nobody') return `${words.shell.nobodyToAsk} ${told}`
  const { nextSteps } = words
  return nextSteps[`${code}.${params['why'] ?? ''}`] ?? nextSteps[code] ?? told
}
