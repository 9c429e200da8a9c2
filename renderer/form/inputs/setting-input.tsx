import { Checkbox, NativeSelect, Textarea, TextInput } from '@mantine/core'
import type { SettingField } from '../../../shared/systems/system.ts'
import { fieldLabel, fieldText } from '../../../shared/text/sentence.ts'
import { usePage } from '../../state/page-context.ts'
import { useForm } from '../form-context.ts'
import { inputNotes } from './input-notes.tsx'
import { MendButton } from './mend-button.tsx'
import { useSiteLock } from './site-lock.ts'

/** One setting, drawn by its kind from the system's data. */
export function SettingInput({ field }: { field: SettingField }) {
  const { texts, words } = usePage()
  const { system, values, required, shown, setSetting } = useForm()
  const path = `settings.${field.name}`
  const value = values.settings[field.name] ?? ''
  const label = fieldLabel(texts, path, system.id)
  const { help = '', choices: told } = fieldText(texts, system.id, path) ?? {}
  const site = useSiteLock(path, field.kind === 'map' ? `${help} ${words.form.mapHelp}` : help)
  const notes = inputNotes(site.help, shown(path), system.id)
  if (field.kind === 'flag') {
    return (
      <Checkbox
        name={path}
        label={label}
        disabled={site.disabled}
        description={notes.description}
        error={notes.error}
        checked={value === true}
        onChange={(event) => setSetting(field.name, event.currentTarget.checked)}
      />
    )
  }
  const shared = { name: path, label, ...notes, disabled: site.disabled, value: String(value) }
  if (field.kind === 'choice') {
    return (
      <NativeSelect
        {...shared}
        data={(field.choices ?? []).map((choice) => ({ value: choice, label: told?.[choice]?.label ?? choice }))}
        onChange={(event) => setSetting(field.name, event.currentTarget.value)}
      />
    )
  }
  if (field.kind === 'map') {
    return (
      <Textarea
        {...shared}
        autosize
        minRows={2}
        onChange={(event) => setSetting(field.name, event.currentTarget.value)}
      />
    )
  }
  return (
    <div>
      <TextInput
        {...shared}
        required={required.has(path)}
        inputMode={field.kind === 'integer' ? 'numeric' : field.kind === 'url' ? 'url' : 'text'}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => setSetting(field.name, event.currentTarget.value)}
      />
      <MendButton field={path} />
    </div>
  )
}
