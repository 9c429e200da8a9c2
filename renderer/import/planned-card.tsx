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
  const { moving } = words
  const { name, system, action, origins, changes, secrets, mistakes } = entry
  const said = {
    new: moving.secretNew,
    replaced: moving.secretReplaced,
    same: moving.secretSame,
    kept: moving.secretKept,
    absent: null,
  }
  const rows = action === 'same' ? [] : changes
  return (
    <Card
      title={name === '' || name === '?' ? (texts.systems[system]?.title ?? moving.nameless) : name}
      aside={
        <span className={styles.action} data-action={action}>
          {moving[action]}
        </span>
      }
    >
      <Facts
        rows={[
          ...rows.map(({ field, from, to }) => {
            const values = { from: from ?? moving.nothing, to: to ?? moving.nothing }
            const isNew = action === 'add' || from === null
            return [fieldLabel(texts, field, system), isNew ? values.to : filled(moving.fromTo, values)] as const
          }),
          ...secrets.map((secret) => {
            const word = action === 'same' ? null : said[secret.change]
            return word === null ? null : ([fieldLabel(texts, `secrets.${secret.name}`, system), word] as const)
          }),
          action === 'same' || origins.length === 0 ? null : ([moving.origins, originsText(origins)] as const),
        ]}
      />
      <FieldNotes mistakes={mistakes} system={system} />
      {fillIn === null ? null : (
        <Button className={styles.fillIn ?? ''} variant="default" onClick={fillIn}>
          {moving.fillIn}
        </Button>
      )}
    </Card>
  )
}
