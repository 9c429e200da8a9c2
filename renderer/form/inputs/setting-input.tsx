import { Checkbox, NativeSelect, Textarea, TextInput } from '@mantine/core'
import type { SettingField } from '../../../shared/systems/system.ts'
import { fieldLabel, fieldText } from '../../../shared/text/sentence.ts'
import { usePage } from '../../state/page-context.ts'
import { useForm } from '../form-context.ts'
import { inputNotes } from './input-notes.tsx'

/** One setting, drawn by its kind from the system's data. */
export function SettingInput({ field }: { field: SettingField }) {
  const { texts, words } = usePage()
  const { system, values, shown, setSetting } = useForm()
  const path = `settings.${field.name}`
  const value = values.settings[field.name] ?? ''
  const label = fieldLabel(texts, path, system.id)
  const help = fieldText(texts, system.id, path)?.help ?? ''
  const notes = inputNotes(field.kind === 'map' ? `${help} ${words.form.mapHelp}` : help, shown(path), system.id)
  if (field.kind === 'flag') {
    return (
      <Checkbox
        name={path}
        label={label}
        description={notes.description}
        error={notes.error}
        checked={value === true}
        onChange={(event) => setSetting(field.name, event.currentTarget.checked)}
      />
    )
  }
  const shared = { name: path, label, ...notes, value: String(value) }
  if (field.kind === 'choice') {
    return (
      <NativeSelect
        {...shared}
        data={[...(field.choices ?? [])]}
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
    <TextInput
      {...shared}
      required={field.required}
      inputMode={field.kind === 'integer' ? 'numeric' : field.kind === 'url' ? 'url' : 'text'}
      autoComplete="off"
      spellCheck={false}
      onChange={(event) => setSetting(field.name, event.currentTarget.value)}
    />
  )
}
