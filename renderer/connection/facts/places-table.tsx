import { fieldLabel } from '../../../shared/text/sentence.ts'
import { usePage } from '../../state/page-context.ts'
import styles from '../callbacks-card.module.css'

type Places = Readonly<Record<string, string>>

/** The same three places as they are here, at the server and, in the dialog that sends them, on their way there. */
export function PlacesTable({
  here,
  there,
  changes,
  sent = false,
  system,
}: {
  here: Places
  /** Null as long as the server has not told. */
  there: Places | null
  changes?: Places
  sent?: boolean
  system: string
}) {
  const { words, texts } = usePage()
  const { callbacks } = words
  return (
    <div className={styles.scroll}>
      <table className={styles.places}>
        <thead>
          <tr>
            <td />
            <th scope="col">{callbacks.here}</th>
            <th scope="col">{callbacks.there}</th>
            {changes === undefined ? null : <th scope="col">{sent ? callbacks.sent : callbacks.toSend}</th>}
          </tr>
        </thead>
        <tbody>
          {Object.entries(here).map(([name, value]) => (
            <tr key={name}>
              <th scope="row">{fieldLabel(texts, name, system)}</th>
              <td>{value === '' ? <None words={callbacks.notSet} /> : <bdi>{value}</bdi>}</td>
              <td>
                {there === null ? (
                  <None words={callbacks.notTold} />
                ) : there[name] ? (
                  <bdi>{there[name]}</bdi>
                ) : (
                  <None words={callbacks.notSet} />
                )}
              </td>
              {changes === undefined ? null : (
                <td>{changes[name] === undefined ? <None words={callbacks.staysSo} /> : <bdi>{changes[name]}</bdi>}</td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function None({ words }: { words: string }) {
  return <span className="soft">{words}</span>
}
