import type { AccessToken } from '../../shared/api/contract/access-tokens.ts'
import { filled } from '../../shared/text/sentence.ts'
import { sayDuration } from '../../shared/time/duration.ts'
import { momentOf } from '../../shared/time/instant.ts'
import { addressOf } from '../routes/route.ts'
import { usePage } from '../state/page-context.ts'
import { Moment } from '../time/moment.tsx'
import { useMinute } from '../time/use-now.ts'
import styles from './access-tokens.module.css'

/** As early as the first announcement of what cannot renew itself (docs/decisions.md 12). */
const SOON_MS = 14 * 86_400_000

/** The end in local words, marked where it has passed or comes near. */
export function Ends({ token: { expiresOn, odd = [] } }: { token: AccessToken }) {
  const { accessTokens: words } = usePage().words
  const now = useMinute()
  const at = momentOf(expiresOn)
  if (at === null) return odd.includes('expiresOn') ? words.endUnread : words.never
  return (
    <span className={styles.marked}>
      <Moment at={at} />
      {at - now > SOON_MS ? null : (
        <span className={styles.mark} data-tone={at > now ? 'amber' : 'red'}>
          {at > now ? filled(words.soon, { span: sayDuration(at - now) }) : words.over}
        </span>
      )}
    </span>
  )
}

/** The connections here that show it, each a way to its page. */
export function Users({ token: { usedBy } }: { token: AccessToken }) {
  const { accessTokens: words } = usePage().words
  if (usedBy.length === 0) return <span className="soft">{words.nobody}</span>
  return usedBy.map((user, index) => (
    <span key={user}>
      {index === 0 ? '' : ', '}
      <a className={styles.user} href={addressOf({ screen: 'connection', name: user })}>
        {user}
      </a>
    </span>
  ))
}
