import type { Said } from './counted.ts'
import { overview } from './en/page/overview.ts'
import { shell } from './en/page/shell.ts'
import { states } from './en/states.ts'
import { inLanguage } from './texts.ts'

const english = { language: 'en', overview, shell, states } as const

/** The few words that the page shows before its script has run; apart, so that the window need not wait for all others. */
export type FirstFrameTexts = Said<typeof english>

export function firstFrameTextsFor(wanted: string): FirstFrameTexts {
  return inLanguage(wanted, [english])
}
