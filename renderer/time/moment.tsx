import { isoUtc } from '../../shared/time/instant.ts'
import { sayMoment } from './moments.ts'
import { useLocale } from './use-locale.ts'
import { useEachSecond } from './use-now.ts'

/** A moment in local words; ISO 8601 UTC on hover and for programs (docs/decisions.md 7). */
export function Moment({ at, seconds = false }: { at: number; seconds?: boolean }) {
  const locale = useLocale()
  const words = useEachSecond((now) => sayMoment(at, now, locale, { seconds }))
  const iso = isoUtc(at)
  return (
    <time dateTime={iso} title={iso}>
      {words}
    </time>
  )
}
