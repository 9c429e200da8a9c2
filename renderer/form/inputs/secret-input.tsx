import type { SecretField } from '../../../shared/systems/system.ts'
import { fieldLabel, fieldText, filled } from '../../../shared/text/sentence.ts'
import { momentOf } from '../../../shared/time/instant.ts'
import { PasswordField } from '../../shell/password-field.tsx'
import { usePage } from '../../state/page-context.ts'
import { sayMoment } from '../../time/moments.ts'
import { currentSecond } from '../../time/ticker.ts'
import { useLocale } from '../../time/use-locale.ts'
import styles from '../form.module.css'
import { useForm } from '../form-context.ts'
import { inputNotes } from './input-notes.tsx'
import { SecretMends } from './secret-mends.tsx'

/** A secret goes in and never out: what is set already shows as a date, and a blank field keeps it. */
export function SecretInput({ field }: { field: SecretField }) {
  const { texts, words } = usePage()
  const { system, view, values, required, shown, setSecret, takenApart } = useForm()
  const said = useSecretSaid()
  const path = `secrets.${field.name}`
  const mistakes = shown(path)
  const present = view?.secrets[field.name]?.present === true
  const help = `${fieldText(texts, system.id, path)?.help ?? ''} ${view === null ? '' : said(field.name)}`.trim()
  const elsewhere = mistakes.some(({ code }) => code === 'secret_entered_elsewhere')
  const labels = (fields: readonly string[]) => fields.map((each) => fieldLabel(texts, each, system.id)).join(', ')
  return (
    <div>
      <PasswordField
        name={path}
        label={fieldLabel(texts, path, system.id)}
        required={required.has(path)}
        {...inputNotes(help, mistakes, system.id)}
        value={values.secrets[field.name] ?? ''}
        placeholder={elsewhere ? words.form.secretAgain : present ? words.form.secretKept : ''}
        autoComplete="new-password"
        onChange={(event) => setSecret(field.name, event.currentTarget.value)}
      />
      <div role="status">
        {takenApart?.from === field.name ? (
          <p className={styles.said}>{filled(words.form.pasteFound, { fields: labels(takenApart.fields) })}</p>
        ) : null}
      </div>
      <SecretMends name={field.name} />
    </div>
  )
}

/** "Set since 12 Nov, 04:10, valid until ...": all that ever comes back of a secret. */
function useSecretSaid(): (name: string) => string {
  const { form } = usePage().words
  const { view } = useForm()
  const locale = useLocale()
  return (name) => {
    const secret = view?.secrets[name]
    if (secret?.present !== true) return form.secretNone
    const say = (iso: string | null) => {
      const at = momentOf(iso)
      return at === null ? undefined : sayMoment(at, currentSecond(), locale)
    }
    const since = say(secret.since)
    return since === undefined ? form.secretSet : filled(form.secretSince, { since, until: say(secret.validUntil) })
  }
}
