import { usePage } from '../state/page-context.ts'
import type { Locale } from './moments.ts'

/** How moments are written for this person: the browser's zone, the texts' language. */
export function useLocale(): Locale {
  const { shell } = usePage().words
  return {
    language: shell.language,
    zone: new Intl.DateTimeFormat().resolvedOptions().timeZone,
    words: { today: shell.today, yesterday: shell.yesterday, tomorrow: shell.tomorrow },
  }
}
