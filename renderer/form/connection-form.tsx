import { type SyntheticEvent, useEffect, useRef } from 'react'
import type { ConnectionView } from '../../shared/connections/view.ts'
import type { Pasted } from '../../shared/entry/paste/paste.ts'
import type { Reply } from '../../shared/fault.ts'
import type { System } from '../../shared/systems/system.ts'
import { filled } from '../../shared/text/sentence.ts'
import { LeaveGuard } from '../leaving/leave-guard.tsx'
import { useCall } from '../leaving/use-call.ts'
import { useLeaveAfterSave } from '../leaving/use-leave-after-save.ts'
import { showDone } from '../notices/show-done.ts'
import type { Route } from '../routes/route.ts'
import { goTo } from '../routes/router.ts'
import { FaultNote } from '../shell/fault-note.tsx'
import { usePage } from '../state/page-context.ts'
import { CalledUrls } from './called-urls.tsx'
import { DraftTest } from './draft-test.tsx'
import { EditedMeanwhile } from './editing/edited-meanwhile.tsx'
import styles from './form.module.css'
import { FormContext } from './form-context.ts'
import { FormSections } from './form-sections.tsx'
import type { FormValues } from './form-values.ts'
import { boundPaste } from './inputs/bound-paste.ts'
import { MoreSettings } from './more-settings.tsx'
import { SaveBar } from './save-bar.tsx'
import { type Opened, useConnectionForm } from './use-connection-form.ts'
import { useDraftTest } from './use-draft-test.ts'

export type ConnectionFormProps = {
  readonly system: System
  readonly view: ConnectionView | null
  /** A new one begins with the settings of this one. */
  readonly like?: ConnectionView | null
  /** What a new one has already, each for its field. */
  readonly begun?: readonly Pasted[]
  /** Where the person came from and goes back to. */
  readonly back: Route
  readonly focusTokens: boolean
  /** Somebody has removed it while its form is open. */
  readonly isGone?: boolean
  /** Saves; a fault is shown at the head of the form, which leads to the connection when it is done. */
  readonly save: (values: FormValues, opened: Opened) => Promise<Reply<ConnectionView>>
}

/** One form for adding and editing, drawn from the system's data. */
export function ConnectionForm({
  system,
  view,
  like = null,
  begun = [],
  back,
  focusTokens,
  isGone = false,
  save,
}: ConnectionFormProps) {
  const page = usePage()
  const { busy: saving, fault, run } = useCall()
  const { isLeaving, leaveBy } = useLeaveAfterSave()
  const busy = saving || isLeaving
  const form = useConnectionForm(system, view, { like, begun, isSaving: busy })
  const tested = useDraftTest(form)
  const element = useRef<HTMLFormElement>(null)
  // Only once it stands there: put in above what is in sight, it would stay out of sight.
  useEffect(() => {
    if (fault !== null) element.current?.scrollIntoView()
  }, [fault])

  /** False when something must be mended first, to which it leads. A test needs no name yet. */
  function isReadyTo(what: 'test' | 'save'): boolean {
    form.tellAll()
    const { errors, byField } = form.judgeNow()
    const unnamed = (byField['name'] ?? []).filter(({ level }) => level === 'error').length
    const ready = errors - (what === 'test' ? unnamed : 0) === 0
    if (!ready) focusFirstError(element.current)
    return ready
  }

  function test(): void {
    if (isReadyTo('test')) tested.begin()
  }

  async function submit(): Promise<ConnectionView | null> {
    if (!isReadyTo('save')) return null
    return run(() => save(form.values, form.opened), {
      name: form.values.name.trim(),
      ifOpen: ({ name }) => leaveBy(() => goTo({ screen: 'connection', name })),
      ifLeft: ({ name }) => showDone(page, filled(page.words.form.savedMeanwhile, { name })),
    })
  }

  /** The pair that comes is in the vault before anybody is told of it (docs/decisions.md 11). */
  async function tryRenewal(): Promise<void> {
    const view = await submit()
    if (view !== null) await page.actions.refresh(view.name)
  }

  function submitted(event: SyntheticEvent): void {
    event.preventDefault()
    void submit()
  }

  return (
    <FormContext value={form}>
      <form
        ref={element}
        noValidate
        autoComplete="off"
        onSubmit={submitted}
        onPaste={boundPaste}
        onBlur={(event) => form.visit(event.target.getAttribute('name') ?? '')}
      >
        {fault === null ? null : (
          <div role="alert">
            <FaultNote fault={fault} name={form.values.name} />
          </div>
        )}
        <EditedMeanwhile />
        <div className={styles.columns}>
          <div className={styles.sections}>
            <FormSections focusTokens={focusTokens} />
            <div className={styles.card}>
              <MoreSettings />
            </div>
          </div>
          <div className={styles.aside}>
            <CalledUrls />
          </div>
        </div>
        <div className={styles.bar}>
          <DraftTest tested={tested} busy={busy} tryRenewal={() => void tryRenewal()} />
          <SaveBar
            standing={isGone ? { stands: 'removed' } : form.standing(tested.ofThis)}
            busy={busy}
            back={back}
            test={test}
          />
        </div>
        <LeaveGuard active={form.isDirty && !isLeaving} saving={saving} />
      </form>
    </FormContext>
  )
}

/** The sentence beside the field says the rest. The inputs carry their marks only after this painting. */
function focusFirstError(form: HTMLFormElement | null): void {
  requestAnimationFrame(() => form?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus())
}
