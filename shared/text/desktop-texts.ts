import { desktop } from './en/desktop.ts'
import { inLanguage } from './texts.ts'

/** What the desktop says outside of its window; apart from `Texts`, so that the command line does not carry it along. */
export type DesktopTexts = Readonly<Record<keyof typeof desktop, string>> & {
  /** BCP 47. */
  readonly language: string
}

const english: DesktopTexts = { language: 'en', ...desktop }
export function desktopTextsFor(wanted: string): DesktopTexts {
  return inLanguage(wanted, [english])
}
