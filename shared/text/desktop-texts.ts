import { desktop } from './en/desktop.ts'

/** What the desktop says outside of its window; apart from `Texts`, so that the command line does not carry it along. */
export type DesktopTexts = Readonly<Record<keyof typeof desktop, string>> & {
  /** BCP 47. */
  readonly language: string
}

const english: DesktopTexts = { language: 'en', ...desktop }
const LANGUAGES: readonly DesktopTexts[] = [english]

/** `wanted` as systems write it: `de-AT`. English is what remains when none fits. */
export function desktopTextsFor(wanted: string): DesktopTexts {
  const language = wanted.toLowerCase().split(/[-_.@]/)[0]
  return LANGUAGES.find((texts) => texts.language === language) ?? english
}
