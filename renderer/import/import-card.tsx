import { Button, Group, Stack } from '@mantine/core'
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
    await run(() => settingsSaved(host), { doneMessage: importExport.exported })
  }

  return (
    <Card title={importExport.card}>
      <Stack gap={14}>
        {fault === null ? null : <FaultNote fault={fault} />}
        <p>{importExport.cardSay}</p>
        <Group gap={10} align="flex-end">
          <Button component="a" href={addressOf({ screen: 'import' })} variant="default">
            {importExport.importOpen}
          </Button>
          <Button variant="default" loading={busy} onClick={() => void save()}>
            {importExport.exportSettings}
          </Button>
        </Group>
        <p className="soft">
          {importExport.cardSecrets} <code className={styles.command}>{SEALED}</code>
        </p>
      </Stack>
    </Card>
  )
}
