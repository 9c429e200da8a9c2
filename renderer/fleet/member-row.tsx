import { Button } from '@mantine/core'
import { filled } from '../../shared/text/sentence.ts'
import { momentOf } from '../../shared/time/instant.ts'
import { usePage } from '../state/page-context.ts'
import { sayMoment } from '../time/moments.ts'
import { currentSecond } from '../time/ticker.ts'
import { useLocale } from '../time/use-locale.ts'
import styles from './fleet.module.css'
import type { Member } from './use-fleet.ts'

/** One workstation; `revoke` is left out where it cannot be revoked, or not from here. */
export function MemberRow({ member, revoke }: { member: Member; revoke?: () => void }) {
  const { fleet: words } = usePage().words
  const locale = useLocale()
  const { name, lastSeenAt, signer, isThis, isSite } = member
  const seen = momentOf(lastSeenAt)
  const when = seen === null ? words.never : filled(words.seen, { at: sayMoment(seen, currentSecond(), locale) })
  return (
    <li>
      <span className={styles.who}>
        <b title={signer}>{name}</b>
        {isThis ? <span className={styles.mark}>{words.isThis}</span> : null}
        {isSite ? <span className={styles.mark}>{words.isSite}</span> : null}
      </span>
      <span className={styles.soft} title={lastSeenAt ?? undefined}>
        {when}
      </span>
      {revoke === undefined ? null : (
        <Button variant="default" size="xs" aria-label={filled(words.revokeOf, { name })} onClick={revoke}>
          {words.revoke}
        </Button>
      )}
    </li>
  )
}
