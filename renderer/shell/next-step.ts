import type { Fault } from '../../shared/fault.ts'
import type { PageTexts } from '../../shared/text/page-texts.ts'

/** What to do about a fault, as the page says it where it has buttons for it; else as everybody is told. */
export function nextStepOf({ nextSteps }: Pick<PageTexts, 'nextSteps'>, { code, params }: Fault, told: string): string {
  return nextSteps[`${code}.${params['why'] ?? ''}`] ?? nextSteps[code] ?? told
}
