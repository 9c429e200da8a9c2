import type { PageTexts } from '../../../shared/text/page-texts.ts'
import { filled } from '../../../shared/text/sentence.ts'
import { sayDuration } from '../../../shared/time/duration.ts'
import type { Coming, Recurrence } from './coming-up-plan.ts'

/** One event in words. */
export function comingWords({ comingUp }: PageTexts, { kind, name }: Coming): string {
  const templates = {
    renewal: comingUp.renews,
    end: comingUp.ends,
    'refresh-end': comingUp.refreshEnds,
    fail: comingUp.failsFrom,
  }
  return filled(templates[kind], { name })
}

export function recurrenceWords({ comingUp }: PageTexts, { name, everyMs }: Recurrence): string {
  return filled(comingUp.renewsAgain, { name, span: sayDuration(everyMs) })
}
