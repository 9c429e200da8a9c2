import { Button } from '@mantine/core'
import { IconWand } from '@tabler/icons-react'
import { filled } from '../../../shared/text/sentence.ts'
import { Sentence } from '../../shell/sentence.tsx'
import { usePage } from '../../state/page-context.ts'
import styles from '../form.module.css'
import { useForm } from '../form-context.ts'

/** What is known to be meant is written by one press; the mistakes of a field share one cure (shared/entry/mends.ts). */
export function MendButton({ field }: { field: string }) {
  const { form: words } = usePage().words
  const { shown, mend } = useForm()
  const value = shown(field).find((mistake) => mistake.mend !== undefined)?.mend
  return value === undefined ? null : (
    <FixButton field={field} onFix={() => mend(field, value)}>
      {filled(words.use, { value })}
    </FixButton>
  )
}

/** It goes away with what it has mended, so the focus goes into the field. */
export function FixButton({ field, onFix, children }: { field: string; onFix: () => void; children: string }) {
  function fix(): void {
    onFix()
    document.querySelector<HTMLElement>(`[name="${CSS.escape(field)}"]`)?.focus()
  }

  return (
    <Button
      className={styles.mend ?? ''}
      size="xs"
      variant="default"
      leftSection={<IconWand size={15} aria-hidden="true" />}
      onClick={fix}
    >
      {/* A label lays its parts out one by one, and would leave the space between words and address out. */}
      <span>
        <Sentence>{children}</Sentence>
      </span>
    </Button>
  )
}
