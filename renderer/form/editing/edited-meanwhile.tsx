import { fieldLabel, filled } from '../../../shared/text/sentence.ts'
import { Banner } from '../../shell/banners/banner.tsx'
import { usePage } from '../../state/page-context.ts'
import { useForm } from '../form-context.ts'

/** As much of a value as tells it from another. */
const SHOWN = 60

/** What somebody else has saved while this form was open; nothing where nobody has. */
export function EditedMeanwhile() {
  const { texts, words } = usePage()
  const { form } = words
  const { meanwhile, system } = useForm()
  if (meanwhile === null) return null
  const { fields, secrets } = meanwhile
  const said = fields.map(({ field, from, to }) => {
    const name = fieldLabel(texts, field.startsWith('endpoints.') ? `settings.${field}` : field, system.id)
    return filled(form.meanwhileField, { field: name, from: shortened(from) || '–', to: shortened(to) || '–' })
  })
  return (
    <div role="alert">
      <Banner tone="amber" title={form.meanwhileTitle}>
        {said.join('; ')}
        {said.length === 0 ? '' : '. '}
        {secrets ? `${form.meanwhileSecrets} ` : ''}
        {form.meanwhileSay}
      </Banner>
    </div>
  )
}

function shortened(value: string): string {
  return value.length <= SHOWN ? value : `${value.slice(0, SHOWN)}…`
}
