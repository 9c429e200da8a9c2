import { ActionIcon, TextInput } from '@mantine/core'
import { IconArrowBackUp } from '@tabler/icons-react'
import type { EndpointField } from '../../../shared/systems/system.ts'
import { fieldLabel, fieldText, filled } from '../../../shared/text/sentence.ts'
import { usePage } from '../../state/page-context.ts'
import { useForm } from '../form-context.ts'
import { inputNotes } from './input-notes.tsx'
import { MendButton } from './mend-button.tsx'
import { useSiteLock } from './site-lock.ts'

/** An endpoint, with the way back to its default once it is another. */
export function EndpointInput({ endpoint }: { endpoint: EndpointField }) {
  const { texts, words } = usePage()
  const { system, values, required, shown, setEndpoint } = useForm()
  const path = `settings.endpoints.${endpoint.name}`
  const value = values.endpoints[endpoint.name] ?? ''
  const label = fieldLabel(texts, path, system.id)
  const setBack = filled(words.form.setBack, { field: label, value: endpoint.default })
  const site = useSiteLock(path, fieldText(texts, system.id, path)?.help ?? '')
  const changed = !site.disabled && endpoint.default !== '' && value !== endpoint.default
  return (
    <div>
      <TextInput
        name={path}
        label={label}
        required={required.has(path)}
        {...inputNotes(site.help, shown(path), system.id)}
        disabled={site.disabled}
        value={value}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => setEndpoint(endpoint.name, event.currentTarget.value)}
        rightSection={
          changed ? (
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={setBack}
              title={setBack}
              onClick={() => setEndpoint(endpoint.name, endpoint.default)}
            >
              <IconArrowBackUp size={16} aria-hidden="true" />
            </ActionIcon>
          ) : null
        }
      />
      <MendButton field={path} />
    </div>
  )
}
