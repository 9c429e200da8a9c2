import type { Said } from './counted.ts'
import { nextSteps, page } from './en/page.ts'
import { inLanguage } from './texts.ts'

/** What the page says beside `Texts`; apart from it, so that the command line does not carry it along. */
export type PageTexts = Said<typeof page> & {
  /** BCP 47. */
  readonly language: string
  /** By fault code, where the page has a better next step than the command line. */
  readonly nextSteps: Readonly<Record<string, string | undefined>>
}

const english: PageTexts = { language: 'en', ...page, nextSteps }
export function pageTextsFor(wanted: string): PageTexts {
  return inLanguage(wanted, [english])
}
