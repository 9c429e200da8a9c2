import { Button, Stack, Text, TextInput } from '@mantine/core'
import { type SyntheticEvent, useState } from 'react'
import type { AccessToken } from '../../shared/api/contract/access-tokens.ts'
import type { Output } from '../../shared/api/contract/contract.ts'
import { NAME_PATTERN } from '../../shared/connections/connection.ts'
import { fault as newFault, type Reply } from '../../shared/fault.ts'
import { fieldText, filled } from '../../shared/text/sentence.ts'
import { TypedDialog } from '../leaving/typed-dialog.tsx'
import { useCall } from '../leaving/use-call.ts'
import { Answers } from '../shell/dialog.tsx'
import { usePage } from '../state/page-context.ts'
import { tokenWords } from './token-words.ts'
import type { Done } from './use-access-tokens.ts'

/** Makes a connection from a token of the list; asks only for a name. */
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
  const { host, words, texts } = usePage()
  const { accessTokens, shell } = words
  const [as, setAs] = useState('')
  const { busy, fault, run, refuse } = useCall()

  async function adopt(event: SyntheticEvent): Promise<void> {
    event.preventDefault()
    const typed = as.trim()
    if (!NAME_PATTERN.test(typed)) return refuse(newFault('invalid_name'))
    const adopted = await run(() => host.call('crafter.adopt', { name, handle: token.handle, as: typed }), {
      name: typed,
      ifOpen: close,
      recheck: () => recheck(typed),
    })
    if (adopted !== null) done({ say: filled(accessTokens.adopted, tokenWords(token)), connection: typed })
  }

  async function recheck(typed: string): Promise<Reply<Output<'crafter.adopt'> | null>> {
    const reply = await host.call('crafter.list', { name })
    if (!reply.ok) return reply
    const isAdopted = reply.value.tokens.some(({ handle, usedBy }) => handle === token.handle && usedBy.includes(typed))
    return { ok: true, value: isAdopted ? { token } : null }
  }

  return (
    <TypedDialog typed={as !== ''} busy={busy} close={close} title={filled(accessTokens.adoptTitle, tokenWords(token))}>
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
          <Answers close={close} no={shell.cancel} fault={fault} name={as.trim()} flush>
            <Button type="submit" loading={busy}>
              {accessTokens.adoptYes}
            </Button>
          </Answers>
        </Stack>
      </form>
    </TypedDialog>
  )
}
