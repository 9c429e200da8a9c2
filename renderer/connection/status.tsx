import type { ConnectionView } from '../../shared/domain/view.ts'
import { usePage } from '../state/page-context.ts'
import { sayMoment } from '../time/moments.ts'
import { useLocale } from '../time/use-locale.ts'
import { useEachSecond } from '../time/use-now.ts'
import { statusSentence } from './status-sentence.ts'

/** The sentence moves with the time; nothing around it is painted again. */
export function Status({ view }: { view: ConnectionView }) {
  const { connection } = usePage().words
  const locale = useLocale()
  return useEachSecond((now) => statusSentence(view, connection, now, (at) => sayMoment(at, now, locale)))
}
