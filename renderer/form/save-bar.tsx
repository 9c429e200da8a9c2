import { Button } from '@mantine/core'
import { IconPlugConnected } from '@tabler/icons-react'
import { fieldLabel, filled } from '../../shared/text/sentence.ts'
import { addressOf, type Route } from '../routes/route.ts'
import { usePage, usePageState } from '../state/page-context.ts'
import { DRAFT, isRunning } from '../state/page-state.ts'
import styles from './form.module.css'
import { useForm } from './form-context.ts'
import type { FormStanding } from './judging/form-standing.ts'

/** How it stands with what is filled in, always in sight, beside the buttons that it concerns. */
export function SaveBar({
  standing,
  busy,
  back,
  test,
}: {
  standing: FormStanding
  busy: boolean
  back: Route
  test: () => void
}) {
  const { form, shell } = usePage().words
  const testing = usePageState(({ tests }) => isRunning(tests[DRAFT]))
  const said = useStandingWords(standing)
  return (
    <div className={styles.barRow}>
      <p className={styles.barWords} role="status" data-stands={standing.stands}>
        {said}
      </p>
      <div className={styles.barButtons}>
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
    </div>
  )
}

function useStandingWords(standing: FormStanding): string {
  const { texts, words } = usePage()
  const { system, shownWarnings } = useForm()
  const { form } = words
  const warned = shownWarnings === 0 ? '' : ` ${filled(form.warnings, { count: shownWarnings })}`
  switch (standing.stands) {
    case 'wrong':
      return `${filled(form.errors, { count: standing.errors })}${warned}`
    case 'open': {
      const fields = standing.fields.map((field) => fieldLabel(texts, field, system.id)).join(', ')
      return `${filled(form.stillOpen, { fields })}${warned}`
    }
    case 'removed':
      return form.removed
    case 'failed':
      return form.testedBadly
    case 'proved':
      return form.testedWell
    case 'partly':
      return form.testedPartly
    case 'ready':
      return warned === '' ? form.allRight : warned.trim()
  }
}
