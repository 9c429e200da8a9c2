import type { ConnectionView, SecretView } from '../../../shared/connections/view.ts'
import type { PageTexts } from '../../../shared/text/page-texts.ts'
import { fieldLabel, filled } from '../../../shared/text/sentence.ts'
import { momentOf } from '../../../shared/time/instant.ts'
import { Card, Facts } from '../../shell/card.tsx'
import { usePage } from '../../state/page-context.ts'
import { sayMoment } from '../../time/moments.ts'
import { useLocale } from '../../time/use-locale.ts'
import { useEachSecond } from '../../time/use-now.ts'
import { CopyLine } from '../commands.tsx'
import styles from './secret-facts.module.css'

/** Which secrets are there and since when. The secrets themselves never come back to this page. */
export function SecretFacts({ view }: { view: ConnectionView }) {
  const { words, texts } = usePage()
  return (
    <Card title={words.connection.secrets}>
      <Facts
        rows={[
          ...Object.entries(view.secrets).map(
            ([name, secret]) =>
              [fieldLabel(texts, `secrets.${name}`, view.system), <Said key={name} secret={secret} />] as const,
          ),
          ...earlierRow(view, words.connection),
        ]}
      />
    </Card>
  )
}

/** A refresh token that was there before, and how it comes to be used again. Which of the two counts, no page may decide. */
function earlierRow(view: ConnectionView, connection: PageTexts['connection']) {
  if (view.earlierRefreshTokenSince === undefined && view.reserveRefreshTokenSince === undefined) return []
  return [[connection.earlierRefreshToken, <Earlier key="earlier" view={view} />] as const]
}

function Earlier({ view }: { view: ConnectionView }) {
  const { connection } = usePage().words
  const locale = useLocale()
  const { name, earlierRefreshTokenSince: earlier, reserveRefreshTokenSince: reserve } = view
  const since = momentOf(earlier ?? reserve ?? null)
  const template = earlier === undefined ? connection.earlierReserve : connection.earlierKept
  const said = useEachSecond((now) => (since === null ? '' : filled(template, { at: sayMoment(since, now, locale) })))
  if (earlier === undefined) return said
  const line = `everbearer restore ${name} --refresh-token`
  return (
    <>
      {said}
      <span className={styles.row}>
        <code className={styles.command}>{line}</code>
        <CopyLine line={line} />
      </span>
    </>
  )
}

function Said({ secret }: { secret: SecretView }) {
  const { connection } = usePage().words
  const locale = useLocale()
  const words = useEachSecond((now) => {
    const say = (iso: string | null) => {
      const at = momentOf(iso)
      return at === null ? null : sayMoment(at, now, locale)
    }
    if (!secret.present) return connection.secretAbsent
    const since = say(secret.since)
    const until = say(secret.validUntil)
    return [
      since === null ? connection.secretPresent : filled(connection.secretSince, { at: since }),
      until === null ? null : filled(connection.secretUntil, { at: until }),
    ]
      .filter((part) => part !== null)
      .join(', ')
  })
  if (secret.fingerprint === null) return words
  return (
    <>
      {words}{' '}
      <code className={styles.print} title={filled(connection.fingerprint, { fingerprint: secret.fingerprint })}>
        {secret.fingerprint}
      </code>
    </>
  )
}
