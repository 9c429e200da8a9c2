import { Button } from '@mantine/core'
import { useCall } from '../leaving/use-call.ts'
import { addressOf } from '../routes/route.ts'
import { Card } from '../shell/card.tsx'
import { FaultNote } from '../shell/fault-note.tsx'
import { usePage } from '../state/page-context.ts'
import styles from './import.module.css'
import { settingsSaved } from './settings-saved.ts'

/** The command that takes secrets along; the page must not be able to (shared/api/contract/contract.ts). */
const SEALED = 'everbearer export --sealed'

/** The ways in and out, on the settings page. */
export function MovingCard() {
  const { host, words } = usePage()
  const { importExport } = words
  const { busy, fault, run } = useCall()

  async function save(): Promise<void> {
    await run(() => settingsSaved(host), { done: importExport.exported })
  }

  return (
    <Card title={importExport.card}>
      <div className={styles.fields}>
        {fault === null ? null : <FaultNote fault={fault} />}
        <p>{importExport.cardSay}</p>
        <div className={styles.row}>
          <Button component="a" href={addressOf({ screen: 'import' })} variant="default">
            {importExport.importOpen}
          </Button>
          <Button variant="default" loading={busy} onClick={() => void save()}>
            {importExport.exportSettings}
          </Button>
        </div>
        <p className={styles.soft}>
          {importExport.cardSecrets} <code>{SEALED}</code>
        </p>
      </div>
    </Card>
  )
}
