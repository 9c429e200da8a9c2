import { Button } from '@mantine/core'
import { IconPlugConnected } from '@tabler/icons-react'
import { filled } from '../../shared/text/sentence.ts'
import { addressOf, type Route } from '../routes/route.ts'
import { usePage } from '../state/page-context.ts'
import styles from './form.module.css'
import type { Judgement } from './judgement.ts'

/** How many things stand in the way, always in sight, beside the buttons that they concern. */
export function SaveBar({
  judgement,
  busy,
  back,
  testing,
  test,
}: {
  judgement: Pick<Judgement, 'errors' | 'warnings'>
  busy: boolean
  back: Route
  testing: boolean
  test: () => void
}) {
  const { form, shell } = usePage().words
  const { errors, warnings } = judgement
  const said = [
    errors === 0 ? null : filled(errors === 1 ? form.errorsOne : form.errorsMany, { count: errors }),
    warnings === 0 ? null : filled(warnings === 1 ? form.warningsOne : form.warningsMany, { count: warnings }),
  ].filter((words) => words !== null)
  return (
    <div className={styles.bar}>
      <p className={styles.barWords} role="status" data-errors={errors > 0}>
        {said.length === 0 ? form.allRight : said.join(' ')}
      </p>
      <Button variant="default" component="a" href={addressOf(back)}>
        {shell.cancel}
      </Button>
      <Button
        variant="default"
        leftSection={<IconPlugConnected size={16} aria-hidden="true" />}
        loading={testing}
        onClick={test}
      >
        {form.test}
      </Button>
      <Button type="submit" loading={busy}>
        {form.save}
      </Button>
    </div>
  )
}
