import type { Said } from './counted.ts'
import { overview } from './en/page/overview.ts'
import { shell } from './en/page/shell.ts'
import { states } from './en/states.ts'

const english = { language: 'en', overview, shell, states } as const

/** The few words that the page shows before its script has run; apart, so that the window need not wait for all others. */
export type FirstFrameTexts = Said<typeof english>

const LANGUAGES: readonly FirstFrameTexts[] = [english]

/** `wanted` as systems write it. English is what remains when none fits. */
export function firstFrameTextsFor(wanted: string): FirstFrameTexts {
  const language = wanted.toLowerCase().split(/[-_.@]/)[0]
  return LANGUAGES.find((texts) => texts.language === language) ?? english
}
