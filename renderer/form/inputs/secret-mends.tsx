import { embeddedToken } from '../../../shared/entry/tokens-within.ts'
import type { Mistake, SecretName } from '../../../shared/systems/system.ts'
import { fieldLabel, filled } from '../../../shared/text/sentence.ts'
import { usePage } from '../../state/page-context.ts'
import { useForm } from '../form-context.ts'
import { isAbsence } from '../judging/absent-fields.ts'
import { FixButton } from './mend-button.tsx'

const IN_THE_OTHERS_PLACE: readonly Mistake['code'][] = [
  'tokens_swapped',
  'access_token_is_refresh',
  'refresh_token_is_access',
]

/** A secret's cure is never told by a mistake, which crosses doors: what can be done to one is known here alone. */
export function SecretMends({ name }: { name: SecretName }) {
  const { texts, words } = usePage()
  const { system, values, shown, set, setSecret } = useForm()
  const field = `secrets.${name}`
  const typed = values.secrets[name] ?? ''
  const errors = shown(field).filter((mistake) => mistake.level === 'error' && !isAbsence(mistake))
  if (errors.length === 0 || typed === '') return null
  const has = (codes: readonly Mistake['code'][]) => errors.some(({ code }) => codes.includes(code))
  const { accessToken = '', refreshToken = '' } = values.secrets

  if (has(IN_THE_OTHERS_PLACE)) {
    const other = name === 'accessToken' ? 'refreshToken' : 'accessToken'
    const isAlone = (values.secrets[other] ?? '') === ''
    const swap = () => set({ secrets: { ...values.secrets, accessToken: refreshToken, refreshToken: accessToken } })
    return (
      <FixButton field={field} onFix={swap}>
        {isAlone ? filled(words.form.moveToken, { field: fieldLabel(texts, other, system.id) }) : words.form.swap}
      </FixButton>
    )
  }
  const token = embeddedToken(typed.trim())
  if (has(['more_than_token']) && token !== null) {
    return (
      <FixButton field={field} onFix={() => setSecret(name, token)}>
        {words.form.keepToken}
      </FixButton>
    )
  }
  if (has(['space_inside'])) {
    return (
      <FixButton field={field} onFix={() => setSecret(name, typed.replace(/\s+/g, ''))}>
        {words.form.joinToken}
      </FixButton>
    )
  }
  return (
    <FixButton field={field} onFix={() => setSecret(name, '')}>
      {words.form.emptyField}
    </FixButton>
  )
}
