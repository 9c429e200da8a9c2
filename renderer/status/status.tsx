import type { ConnectionView } from '../../shared/connections/view.ts'
import { trustSentence } from '../../shared/text/trust.ts'
import { usePage } from '../state/page-context.ts'
import { sayMoment } from '../time/moments.ts'
import { useLocale } from '../time/use-locale.ts'
import { useEachSecond } from '../time/use-now.ts'
import { statusSentence } from './status-sentence.ts'

/** The sentence moves with the time; nothing around it is painted again. */
export function Status({ view }: { view: ConnectionView }) {
  const { texts, words } = usePage()
  const locale = useLocale()
  return useEachSecond((now) => {
    const status = statusSentence(view, texts, words.connection, now, (at) => sayMoment(at, now, locale))
    return [status, trustSentence(texts, view, now)].filter((part) => part !== null).join(' ')
  })
}
