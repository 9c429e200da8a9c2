import { Textarea, TextInput } from '@mantine/core'
import { type ReactNode, useId } from 'react'
import { CREDENTIAL_NAMES, type Question, type SecretField } from '../../shared/systems/system.ts'
import { fieldLabel, fieldText } from '../../shared/text/sentence.ts'
import { usePage } from '../state/page-context.ts'
import { asksQuestions, bringsTokens, isAskedFor, isBasic, isBasicEndpoint, isOf } from './basics.ts'
import styles from './form.module.css'
import { useForm } from './form-context.ts'
import { EndpointInput } from './inputs/endpoint-input.tsx'
import { ExpiryInput } from './inputs/expiry-input.tsx'
import { inputNotes } from './inputs/input-notes.tsx'
import { MendButton } from './inputs/mend-button.tsx'
import { PresetChoice } from './inputs/preset-choice.tsx'
import { SecretInput } from './inputs/secret-input.tsx'
import { SettingInput } from './inputs/setting-input.tsx'
import { WhoInput } from './inputs/who-input.tsx'
import { PasteBox } from './paste-box.tsx'

/** What has to be filled in, in as many cards as it needs. */
export function FormSections({ focusTokens }: { focusTokens: boolean }) {
  const { system } = useForm()
  return asksQuestions(system) ? <Questions focusTokens={focusTokens} /> : <Plain focusTokens={focusTokens} />
}

function Plain({ focusTokens }: { focusTokens: boolean }) {
  const { form } = usePage().words
  const { system, view } = useForm()
  return (
    <>
      <Section title={form.about}>
        {view === null ? <PresetChoice /> : null}
        <BasicFields question={undefined} />
        <NameInput />
      </Section>
      <Section title={form.tokens}>
        <p className={styles.soft}>{form.secretsOnly}</p>
        <PasteBox focus={focusTokens} />
        <Secrets fields={system.secrets} />
        <ExpiryInput />
      </Section>
      <Section title={form.ownWords}>
        <OwnWords />
      </Section>
    </>
  )
}

/** Three questions, and what they leave open; the rest stands folded away (more-settings.tsx). */
function Questions({ focusTokens }: { focusTokens: boolean }) {
  const { form } = usePage().words
  const { system, view, judgement } = useForm()
  const { settings } = judgement.draft
  const signsIn = (system.signIn?.method(settings) ?? null) !== null
  const isCredential = ({ name }: SecretField) => CREDENTIAL_NAMES.some((each) => each === name)
  const tokens = system.secrets.filter((field) => !isCredential(field))
  const hasTokens = !bringsTokens(system, settings)
  return (
    <>
      <WhoSection />
      <Section title={form.where} help={form.whereHelp}>
        {view === null ? <PresetChoice /> : null}
        <BasicFields question="where" />
      </Section>
      <Section title={form.asWhom} help={hasTokens || !signsIn ? form.secretsOnly : form.signInAfter}>
        {!hasTokens && signsIn && !focusTokens ? null : <PasteBox focus={focusTokens} />}
        <BasicFields question="as_whom" />
        <Secrets fields={system.secrets.filter(isCredential)} />
        <Secrets fields={tokens} />
        {hasTokens ? <ExpiryInput /> : null}
      </Section>
      <Section title={form.calledHere}>
        <BasicFields question={undefined} />
        <NameInput />
        <OwnWords />
      </Section>
    </>
  )
}

function WhoSection() {
  const { form } = usePage().words
  const { system } = useForm()
  const id = useId()
  return (
    <section className={styles.card} aria-labelledby={id}>
      <h2 id={id}>{form.who}</h2>
      {system.settings.filter(isOf('who')).map((field) => (
        <WhoInput key={field.name} field={field} title={id} />
      ))}
    </section>
  )
}

function Section({ title, help, children }: { title: string; help?: string; children: ReactNode }) {
  const id = useId()
  return (
    <section className={styles.card} aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {help === undefined ? null : <p className={styles.soft}>{help}</p>}
      <div className={styles.fields}>{children}</div>
    </section>
  )
}

function BasicFields({ question }: { question: Question | undefined }) {
  const { system, judgement } = useForm()
  const { settings } = judgement.draft
  return (
    <>
      {system.settings
        .filter(isOf(question))
        .filter((field) => isBasic(field, settings))
        .map((field) => (
          <SettingInput key={field.name} field={field} />
        ))}
      {system.endpoints
        .filter(isOf(question))
        .filter((endpoint) => isBasicEndpoint(endpoint, settings))
        .map((endpoint) => (
          <EndpointInput key={endpoint.name} endpoint={endpoint} />
        ))}
    </>
  )
}

function Secrets({ fields }: { fields: readonly SecretField[] }) {
  const form = useForm()
  return fields
    .filter(({ name }) => isAskedFor(name, form.system, form))
    .map((field) => <SecretInput key={field.name} field={field} />)
}

/** Tags and a note: what nobody needs, and what is missed among three hundred connections. */
function OwnWords() {
  const { texts } = usePage()
  const { system, values, shown, set } = useForm()
  const told = (name: string) => ({
    name,
    label: fieldLabel(texts, name, system.id),
    ...inputNotes(fieldText(texts, system.id, name)?.help ?? '', shown(name), system.id),
    autoComplete: 'off',
  })
  return (
    <>
      <TextInput {...told('tags')} value={values.tags} onChange={(event) => set({ tags: event.currentTarget.value })} />
      <Textarea
        {...told('note')}
        value={values.note}
        autosize
        minRows={1}
        maxRows={6}
        onChange={(event) => set({ note: event.currentTarget.value })}
      />
    </>
  )
}

function NameInput() {
  const { texts, words } = usePage()
  const { system, view, values, required, shown, set } = useForm()
  const isManaged = view?.managed !== undefined
  const ofOurs = view === null ? (fieldText(texts, system.id, 'name')?.help ?? '') : words.form.renameHelp
  const help = isManaged ? words.form.setBySite : ofOurs
  return (
    <div>
      <TextInput
        name="name"
        label={fieldLabel(texts, 'name', system.id)}
        required={required.has('name')}
        placeholder={words.form.namePlaceholder}
        {...inputNotes(help, shown('name'), system.id)}
        disabled={isManaged}
        value={values.name}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <MendButton field="name" />
    </div>
  )
}
