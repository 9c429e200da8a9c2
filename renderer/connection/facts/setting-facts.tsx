import type { ConnectionView } from '../../../shared/connections/view.ts'
import type { SettingValue } from '../../../shared/systems/system.ts'
import { fieldLabel, fieldText } from '../../../shared/text/sentence.ts'
import { networkRows } from '../../../shared/text/ways.ts'
import { Card, Facts } from '../../shell/card.tsx'
import { usePage } from '../../state/page-context.ts'
import { LearnedFacts } from './learned-facts.tsx'
import styles from './setting-facts.module.css'

/** The settings as they are, and every address that is called with them. */
export function SettingFacts({ view }: { view: ConnectionView }) {
  const { words, texts } = usePage()
  const { connection } = words
  const label = (name: string) => fieldLabel(texts, name, view.system)
  const inWords = (name: string, value: SettingValue) =>
    fieldText(texts, view.system, name)?.choices?.[String(value)]?.label ?? <bdi translate="no">{said(value)}</bdi>
  const own = Object.entries(view.own).filter(([, value]) => value !== false && value !== '')
  return (
    <Card title={connection.settings}>
      <Facts
        rows={[
          [label('baseUrl'), view.baseUrl],
          view.clientId === '' ? null : [label('clientId'), <bdi key="clientId">{view.clientId}</bdi>],
          [label('maxRetries'), view.maxRetries],
          ...own.map(([name, value]) => [label(name), inWords(name, value)] as const),
          view.tags.length === 0 ? null : [connection.tags, view.tags.join(', ')],
          view.note === '' ? null : [connection.note, <bdi key="note">{view.note}</bdi>],
          view.managed === undefined ? null : [connection.setBySite, siteWords(label, view.managed)],
          ...networkRows(texts, view.network, (iso) => iso.slice(0, 10)).map((row) => (row[1] === null ? null : row)),
        ]}
      />
      <LearnedFacts view={view} />
      <h3 className={styles.heading}>{connection.addresses}</h3>
      <dl className={styles.urls}>
        {Object.entries(view.urls).map(([name, url]) => (
          <div key={name}>
            <dt>{label(`endpoints.${name}`)}</dt>
            <dd>
              <bdi>{url}</bdi>
            </dd>
          </div>
        ))}
      </dl>
    </Card>
  )
}

/** Which of them, by which file, and whom to ask. */
function siteWords(label: (name: string) => string, { fields, file, contact }: NonNullable<ConnectionView['managed']>) {
  return [fields.map(label).join(', '), `(${file})`, ...(contact === null ? [] : [contact])].join(' ')
}

function said(value: SettingValue): string {
  if (typeof value !== 'object') return String(value)
  return Object.entries(value)
    .map(([name, inner]) => `${name}=${inner}`)
    .join(', ')
}
