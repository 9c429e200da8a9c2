import { NativeSelect } from '@mantine/core'
import type { Preset } from '../../../shared/systems/preset.ts'
import { usePage } from '../../state/page-context.ts'
import { useForm } from '../form-context.ts'
import type { FormValues } from '../form-values.ts'
import { linesOf } from '../form-values.ts'

/** Well-known servers to begin from: what they need is filled in, and may be changed like anything typed. */
export function PresetChoice() {
  const { form: words } = usePage().words
  const { system, values, set } = useForm()
  const { presets = [] } = system
  if (presets.length === 0) return null

  function begin(id: string): void {
    const preset = presets.find((each) => each.id === id)
    if (preset !== undefined) set({ settings: { ...values.settings, ...textsOf(preset) } })
  }

  return (
    <NativeSelect
      label={words.preset}
      description={words.presetHelp}
      data={[{ value: '', label: words.presetNone }, ...presets.map(({ id, title }) => ({ value: id, label: title }))]}
      onChange={(event) => begin(event.currentTarget.value)}
    />
  )
}

function textsOf({ settings }: Preset): FormValues['settings'] {
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [name, typeof value === 'string' ? value : linesOf(value)]),
  )
}
