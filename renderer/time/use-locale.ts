import type { PageTexts } from '../../shared/text/page-texts.ts'
import { usePage } from '../state/page-context.ts'
import type { Locale } from './moments.ts'

type Words = PageTexts['shell']

/** How moments are written for this person: the browser's zone, the texts' language. */
export function useLocale(): Locale {
  const { shell } = usePage().words
  const zone = zoneHere()
  if (kept?.of !== shell || kept.locale.zone !== zone) kept = { of: shell, locale: localeOf(shell, zone) }
  return kept.locale
}

/** Every row of a list asks for it, and they all get the same. */
let kept: { readonly of: Words; readonly locale: Locale } | null = null

function localeOf({ language, today, yesterday, tomorrow }: Words, zone: string): Locale {
  return { language, zone, words: { today, yesterday, tomorrow } }
}

/** To find it out takes longer than to paint a row. */
let zone: string | null = null
let watching = false

function zoneHere(): string {
  watchForTravel()
  zone ??= new Intl.DateTimeFormat().resolvedOptions().timeZone
  return zone
}

/** A machine that is in another zone now has been put away and taken out again in between. */
function watchForTravel(): void {
  if (watching) return
  watching = true
  const forget = (): void => {
    zone = null
  }
  addEventListener('focus', forget)
  addEventListener('visibilitychange', forget)
}
