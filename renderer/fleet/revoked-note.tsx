import { Button } from '@mantine/core'
import type { Output } from '../../shared/api/contract/contract.ts'
import { fieldLabel, filled } from '../../shared/text/sentence.ts'
import { addressOf } from '../routes/route.ts'
import { usePage, usePageState } from '../state/page-context.ts'
import styles from './fleet.module.css'

/** A revoked member may have read these secrets: lists those to change at their servers, until somebody closes it. */
export function RevokedNote({ revoked, putAway }: { revoked: Output<'fleet.revoke'>; putAway: () => void }) {
  const { texts, words } = usePage()
  const { fleet } = words
  const views = usePageState((state) => state.connections)
  const { name, read, passedOver } = revoked
  const labels = (connection: string, secrets: readonly string[]): string => {
    const system = views?.find((view) => view.name === connection)?.system
    return secrets.map((secret) => fieldLabel(texts, `secrets.${secret}`, system)).join(', ')
  }
  return (
    <section className={styles.revoked} aria-live="polite">
      <p>
        <b>{filled(fleet.revoked, { name })}</b> {read.length === 0 ? fleet.revokedNothing : fleet.change}
      </p>
      {read.length === 0 ? null : (
        <ul>
          {read.map(({ connection, secrets }) => (
            <li key={connection}>
              <a href={addressOf({ screen: 'connection', name: connection })}>{connection}</a>:{' '}
              {labels(connection, secrets)}
            </li>
          ))}
        </ul>
      )}
      {passedOver.length === 0 ? null : <p>{filled(fleet.passedOver, { what: passedOver.join(', ') })}</p>}
      <p>{fleet.changeEtcd}</p>
      <Button variant="default" size="xs" onClick={putAway}>
        {fleet.putAway}
      </Button>
    </section>
  )
}
