import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { type SyntheticEvent, useState } from 'react'
import type { AccessToken } from '../../shared/api/contract/access-tokens.ts'
import { NAME_PATTERN } from '../../shared/connections/connection.ts'
import { type Fault, fault as newFault } from '../../shared/fault.ts'
import { fieldText, filled } from '../../shared/text/sentence.ts'
import { TypedDialog } from '../leaving/typed-dialog.tsx'
import { FaultNote } from '../shell/fault-note.tsx'
import { useFocusBack } from '../shell/focus-back.ts'
import { usePage } from '../state/page-context.ts'
import { tokenWords } from './token-words.ts'
import type { Done } from './use-access-tokens.ts'

/** A token of the list becomes a connection here; only its name is asked for. */
export function AdoptDialog({
  name,
  token,
  close,
  done,
}: {
  name: string
  token: AccessToken
  close: () => void
  done: (what: Done) => void
}) {
  useFocusBack()
  const { host, words, texts } = usePage()
  const { accessTokens, shell } = words
  const [as, setAs] = useState('')
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<Fault | null>(null)

  async function adopt(event: SyntheticEvent): Promise<void> {
    event.preventDefault()
    const typed = as.trim()
    if (!NAME_PATTERN.test(typed)) return setFault(newFault('invalid_name'))
    setBusy(true)
    const reply = await host.call('crafter.adopt', { name, handle: token.handle, as: typed })
    setBusy(false)
    if (!reply.ok) return setFault(reply.fault)
    close()
    done({ say: filled(accessTokens.adopted, tokenWords(token)), connection: typed })
  }

  return (
    <TypedDialog
      opened
      typed={as !== ''}
      onClose={close}
      title={filled(accessTokens.adoptTitle, tokenWords(token))}
      centered
    >
      <form noValidate autoComplete="off" onSubmit={(event) => void adopt(event)}>
        <Stack gap="sm">
          <Text>{accessTokens.adoptSay}</Text>
          <TextInput
            label={accessTokens.adoptName}
            description={fieldText(texts, 'crafter', 'name')?.help}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            required
            spellCheck={false}
            data-autofocus
            value={as}
            onChange={(event) => setAs(event.currentTarget.value)}
          />
          {fault === null ? null : <FaultNote fault={fault} name={as.trim()} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {shell.cancel}
            </Button>
            <Button type="submit" loading={busy}>
              {accessTokens.adoptYes}
            </Button>
          </Group>
        </Stack>
      </form>
    </TypedDialog>
  )
}
