import { Button } from '@mantine/core'
import { addressOf } from '../routes/route.ts'
import { useVaultCall } from '../settings/use-vault-call.ts'
import { Card } from '../shell/card.tsx'
import { FaultNote } from '../shell/fault-note.tsx'
import { usePage } from '../state/page-context.ts'
import styles from './import.module.css'

/** The command that takes secrets along; the page must not be able to (shared/api/contract/contract.ts). */
const SEALED = 'everbearer export --sealed'

/** The ways in and out, on the settings page. */
export function MovingCard() {
  const { host, words } = usePage()
  const { moving } = words
  const { busy, fault, run } = useVaultCall()

  async function save(): Promise<void> {
    await run(async () => {
      const reply = await host.call('moving.export', {})
      return reply.ok ? await host.saveFile('settings', reply.value.text) : reply
    }, moving.exported)
  }

  return (
    <Card title={moving.card}>
      <div className={styles.fields}>
        {fault === null ? null : <FaultNote fault={fault} />}
        <p>{moving.cardSay}</p>
        <div className={styles.row}>
          <Button component="a" href={addressOf({ screen: 'import' })} variant="default">
            {moving.importOpen}
          </Button>
          <Button variant="default" loading={busy} onClick={() => void save()}>
            {moving.exportSettings}
          </Button>
        </div>
        <p className={styles.soft}>
          {moving.cardSecrets} <code>{SEALED}</code>
        </p>
      </div>
    </Card>
  )
}
