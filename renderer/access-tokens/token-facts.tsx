import type { AccessToken } from '../../shared/api/contract/access-tokens.ts'
import { filled } from '../../shared/text/sentence.ts'
import { sayDuration } from '../../shared/time/duration.ts'
import { momentOf } from '../../shared/time/instant.ts'
import { addressOf } from '../routes/route.ts'
import { usePage } from '../state/page-context.ts'
import { Moment } from '../time/moment.tsx'
import { useMinute } from '../time/use-now.ts'
import styles from './access-tokens.module.css'

/** The time of the first announcement for tokens that cannot be renewed (docs/decisions.md 12). */
const SOON_MS = 14 * 86_400_000

/** The end in local words, marked where it is past or near. */
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

/** Links to the connections that use the token. */
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
