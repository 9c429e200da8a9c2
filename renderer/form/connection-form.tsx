import { TextInput } from '@mantine/core'
import { type SyntheticEvent, useRef, useState } from 'react'
import type { ConnectionView } from '../../shared/connections/view.ts'
import type { Fault } from '../../shared/fault.ts'
import type { System } from '../../shared/systems/system.ts'
import { fieldLabel, fieldText } from '../../shared/text/sentence.ts'
import type { Route } from '../routes/route.ts'
import { FaultNote } from '../shell/fault-note.tsx'
import { usePage, usePageState } from '../state/page-context.ts'
import { DRAFT, isRunning } from '../state/page-state.ts'
import { isAskedFor, isBasic, isBasicEndpoint } from './basics.ts'
import { CalledUrls } from './called-urls.tsx'
import { DraftTest } from './draft-test.tsx'
import styles from './form.module.css'
import { FormContext } from './form-context.ts'
import { entryOf, type FormValues } from './form-values.ts'
import { EndpointInput } from './inputs/endpoint-input.tsx'
import { ExpiryInput } from './inputs/expiry-input.tsx'
import { inputNotes } from './inputs/input-notes.tsx'
import { PresetChoice } from './inputs/preset-choice.tsx'
import { SecretInput } from './inputs/secret-input.tsx'
import { SettingInput } from './inputs/setting-input.tsx'
import { LeaveGuard } from './leave-guard.tsx'
import { MoreSettings } from './more-settings.tsx'
import { PasteBox } from './paste-box.tsx'
import { SaveBar } from './save-bar.tsx'
import { useConnectionForm } from './use-connection-form.ts'

export type ConnectionFormProps = {
  readonly system: System
  readonly view: ConnectionView | null
  /** Where the person came from and goes back to. */
  readonly back: Route
  readonly focusTokens: boolean
  /** Saves; a fault is shown at the head of the form. Leaves the form when it is done. */
  readonly save: (values: FormValues) => Promise<Fault | null>
}

/** One form for adding and editing, drawn from the system's data. */
export function ConnectionForm({ system, view, back, focusTokens, save }: ConnectionFormProps) {
  const { texts, words, actions } = usePage()
  const testing = usePageState(({ tests }) => isRunning(tests[DRAFT]))
  const form = useConnectionForm(system, view)
  const [fault, setFault] = useState<Fault | null>(null)
  const [busy, setBusy] = useState(false)
  const [saved, setSaved] = useState(false)
  const element = useRef<HTMLFormElement>(null)

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
    if (isReadyTo('test'))
      void actions.tests.draft(entryOf(form.values, system, view === null ? 'new' : 'kept'), view?.name ?? null)
  }

  async function submit(): Promise<void> {
    if (!isReadyTo('save')) return
    setBusy(true)
    // Before the answer, since saving leaves this screen and nothing is unsaved any more then.
    setSaved(true)
    const trouble = await save(form.values)
    setBusy(false)
    setFault(trouble)
    if (trouble === null) return
    setSaved(false)
    element.current?.scrollIntoView()
  }

  function submitted(event: SyntheticEvent): void {
    event.preventDefault()
    void submit()
  }

  const signsIn = (system.signIn?.way(form.judgement.draft.settings) ?? null) !== null
  const nameHelp = view === null ? (fieldText(texts, system.id, 'name')?.help ?? '') : words.form.renameHelp
  return (
    <FormContext value={form}>
      <form
        ref={element}
        noValidate
        autoComplete="off"
        onSubmit={submitted}
        onBlur={(event) => form.visit(event.target.getAttribute('name') ?? '')}
      >
        {fault === null ? null : (
          <div role="alert">
            <FaultNote fault={fault} name={form.values.name} />
          </div>
        )}
        <div className={styles.columns}>
          <div className={styles.sections}>
            <section className={styles.card} aria-labelledby="form-about">
              <h2 id="form-about">{words.form.about}</h2>
              <div className={styles.fields}>
                {view === null ? <PresetChoice /> : null}
                {system.settings.filter(isBasic).map((field) => (
                  <SettingInput key={field.name} field={field} />
                ))}
                {system.endpoints.filter(isBasicEndpoint).map((endpoint) => (
                  <EndpointInput key={endpoint.name} endpoint={endpoint} />
                ))}
                <TextInput
                  name="name"
                  label={fieldLabel(texts, 'name', system.id)}
                  required
                  placeholder={words.form.namePlaceholder}
                  {...inputNotes(nameHelp, form.shown('name'), system.id)}
                  value={form.values.name}
                  autoComplete="off"
                  spellCheck={false}
                  onChange={(event) => form.set({ name: event.currentTarget.value })}
                />
              </div>
            </section>
            <section className={styles.card} aria-labelledby="form-tokens">
              <h2 id="form-tokens">{words.form.tokens}</h2>
              <div className={styles.fields}>
                <p className={styles.soft}>{words.form.secretsOnly}</p>
                <PasteBox focus={focusTokens} />
                {signsIn ? <p className={styles.soft}>{words.form.signInAfter}</p> : null}
                {system.secrets
                  .filter(({ name }) => isAskedFor(name, system, form))
                  .map((field) => (
                    <SecretInput key={field.name} field={field} />
                  ))}
                <ExpiryInput />
              </div>
            </section>
            <div className={styles.card}>
              <MoreSettings />
            </div>
          </div>
          <div className={styles.aside}>
            <CalledUrls />
            <DraftTest name={form.values.name} />
          </div>
        </div>
        <SaveBar judgement={form.judgement} busy={busy} back={back} testing={testing} test={test} />
        <LeaveGuard active={form.isDirty && !saved} />
      </form>
    </FormContext>
  )
}

/** The sentence beside the field says the rest. The inputs carry their marks only after this painting. */
function focusFirstError(form: HTMLFormElement | null): void {
  requestAnimationFrame(() => form?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus())
}
