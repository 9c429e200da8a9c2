import { IconAlertCircle, IconEye } from '@tabler/icons-react'
import type { Mistake } from '../../../shared/systems/system.ts'
import { faultMessage } from '../../../shared/text/sentence.ts'
import { Sentence } from '../../shell/sentence.tsx'
import { usePage } from '../../state/page-context.ts'
import styles from '../form.module.css'

/** Mistakes beside their field: an icon and a word say which stop saving, the sentence says what to do. */
export function FieldNotes({ mistakes, system }: { mistakes: readonly Mistake[]; system: string }) {
  const { texts, words } = usePage()
  return mistakes.map((mistake) => {
    const { say, next } = faultMessage(texts, mistake, { system })
    const isError = mistake.level === 'error'
    const Icon = isError ? IconAlertCircle : IconEye
    return (
      <span key={mistake.code} className={styles.note} data-level={mistake.level}>
        <Icon size={15} className={styles.noteIcon} aria-hidden="true" />
        <span>
          <b>{isError ? words.form.error : words.form.warning}:</b>{' '}
          <Sentence>{`${say} ${words.nextSteps[mistake.code] ?? next}`}</Sentence>
        </span>
      </span>
    )
  })
}
