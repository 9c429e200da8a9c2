import type { ConnectionView, SecretView } from '../../../shared/connections/view.ts'
import { fieldLabel, filled } from '../../../shared/text/sentence.ts'
import { momentOf } from '../../life/life-geometry.ts'
import { Card, Facts } from '../../shell/card.tsx'
import { usePage } from '../../state/page-context.ts'
import { sayMoment } from '../../time/moments.ts'
import { useLocale } from '../../time/use-locale.ts'
import { useEachSecond } from '../../time/use-now.ts'
import styles from './secret-facts.module.css'

/** Which secrets are there and since when. The secrets themselves never come back to this page. */
export function SecretFacts({ view }: { view: ConnectionView }) {
  const { words, texts } = usePage()
  return (
    <Card title={words.connection.secrets}>
      <Facts
        rows={Object.entries(view.secrets).map(([name, secret]) => [
          fieldLabel(texts, `secrets.${name}`, view.system),
          <Said key={name} secret={secret} />,
        ])}
      />
    </Card>
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
