import { Button } from '@mantine/core'
import { originsText } from '../../shared/connections/binding.ts'
import type { PlannedImport } from '../../shared/import-export/planned-import.ts'
import { fieldLabel, filled } from '../../shared/text/sentence.ts'
import { FieldNotes } from '../form/inputs/field-notes.tsx'
import { Card, Facts } from '../shell/card.tsx'
import { usePage } from '../state/page-context.ts'
import styles from './import.module.css'

/** One connection of the file: what would be new or another one, and what stands in the way. */
export function PlannedCard({ entry, fillIn }: { entry: PlannedImport; fillIn: (() => void) | null }) {
  const { words, texts } = usePage()
  const { importExport } = words
  const { name, system, action, origins, changes, secrets, mistakes } = entry
  const said = {
    new: importExport.secretNew,
    replaced: importExport.secretReplaced,
    same: importExport.secretSame,
    kept: importExport.secretKept,
    absent: null,
  }
  const rows = action === 'same' ? [] : changes
  return (
    <Card
      title={name === '' || name === '?' ? (texts.systems[system]?.title ?? importExport.nameless) : name}
      aside={
        <span className={styles.action} data-action={action}>
          {importExport[action]}
        </span>
      }
    >
      <Facts
        rows={[
          ...rows.map(({ field, from, to }) => {
            const values = { from: from ?? importExport.nothing, to: to ?? importExport.nothing }
            const isNew = action === 'add' || from === null
            return [fieldLabel(texts, field, system), isNew ? values.to : filled(importExport.fromTo, values)] as const
          }),
          ...secrets.map((secret) => {
            const word = action === 'same' ? null : said[secret.change]
            return word === null ? null : ([fieldLabel(texts, `secrets.${secret.name}`, system), word] as const)
          }),
          action === 'same' || origins.length === 0 ? null : ([importExport.origins, originsText(origins)] as const),
        ]}
      />
      <FieldNotes mistakes={mistakes} system={system} />
      {fillIn === null ? null : (
        <Button className={styles.fillIn ?? ''} variant="default" onClick={fillIn}>
          {importExport.fillIn}
        </Button>
      )}
    </Card>
  )
}
