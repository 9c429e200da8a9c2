import { Button, Checkbox, Group, Modal, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import type { AccessToken } from '../../shared/api/contract/access-tokens.ts'
import type { Fault } from '../../shared/fault.ts'
import { filled } from '../../shared/text/sentence.ts'
import { FaultNote } from '../shell/fault-note.tsx'
import { useFocusBack } from '../shell/focus-back.ts'
import { usePage } from '../state/page-context.ts'
import { tokenWords } from './token-words.ts'
import type { Done } from './use-access-tokens.ts'

/** Names what stops working at once before it does. The harmless answer has the focus. */
export function DeleteDialog({
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
  const { host, words } = usePage()
  const { accessTokens, shell } = words
  const { handle, itself, usedBy } = token
  const [meant, mean] = useState(!itself)
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<Fault | null>(null)

  async function remove(): Promise<void> {
    setBusy(true)
    const reply = await host.call('crafter.delete', { name, handle, itself })
    setBusy(false)
    if (!reply.ok) return setFault(reply.fault)
    close()
    done({ say: filled(accessTokens.removed, tokenWords(reply.value.token)) })
  }

  return (
    <Modal
      opened
      onClose={close}
      title={filled(accessTokens.removeTitle, tokenWords(token))}
      closeButtonProps={{ 'aria-label': shell.close }}
      centered
    >
      <Stack gap="sm">
        <Text size="md">{filled(accessTokens.removeStops, tokenWords(token))}</Text>
        {usedBy.length === 0 ? null : (
          <Text size="md">{filled(accessTokens.removeConnections, { names: usedBy.join(', ') })}</Text>
        )}
        {itself ? (
          <>
            <Text size="md">{accessTokens.removeItself}</Text>
            <Checkbox
              label={accessTokens.removeItselfYes}
              checked={meant}
              onChange={(event) => mean(event.currentTarget.checked)}
            />
          </>
        ) : null}
        {fault === null ? null : <FaultNote fault={fault} name={name} />}
        <Group justify="flex-end" mt="xs">
          <Button variant="default" onClick={close} data-autofocus>
            {accessTokens.removeNo}
          </Button>
          <Button color="red" loading={busy} disabled={!meant} onClick={() => void remove()}>
            {accessTokens.removeYes}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
