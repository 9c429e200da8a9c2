import { Button, Checkbox, Text } from '@mantine/core'
import { useState } from 'react'
import type { AccessToken } from '../../shared/api/contract/access-tokens.ts'
import type { Output } from '../../shared/api/contract/contract.ts'
import type { Reply } from '../../shared/fault.ts'
import { filled } from '../../shared/text/sentence.ts'
import { useCall } from '../leaving/use-call.ts'
import { Answers, Dialog } from '../shell/dialog.tsx'
import { usePage } from '../state/page-context.ts'
import { tokenWords } from './token-words.ts'
import type { Done } from './use-access-tokens.ts'

/** Says what stops working. Cancel has the focus. */
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
  const { host, words } = usePage()
  const { accessTokens } = words
  const { handle, itself, usedBy } = token
  const [isConfirmed, setConfirmed] = useState(!itself)
  const { busy, fault, run } = useCall()

  async function remove(): Promise<void> {
    const removed = await run(() => host.call('crafter.delete', { name, handle, itself }), {
      name,
      ifOpen: close,
      recheck,
    })
    if (removed !== null) done({ say: filled(accessTokens.removed, tokenWords(removed.token)) })
  }

  async function recheck(): Promise<Reply<Output<'crafter.delete'> | null>> {
    const reply = await host.call('crafter.list', { name })
    if (!reply.ok) return reply
    return { ok: true, value: reply.value.tokens.some((each) => each.handle === handle) ? null : { token } }
  }

  return (
    <Dialog close={close} title={filled(accessTokens.removeTitle, tokenWords(token))}>
      <Text size="md">{filled(accessTokens.removeStops, tokenWords(token))}</Text>
      {usedBy.length === 0 ? null : (
        <Text size="md">{filled(accessTokens.removeConnections, { names: usedBy.join(', ') })}</Text>
      )}
      {itself ? (
        <>
          <Text size="md">{accessTokens.removeItself}</Text>
          <Checkbox
            label={accessTokens.removeItselfYes}
            checked={isConfirmed}
            onChange={(event) => setConfirmed(event.currentTarget.checked)}
          />
        </>
      ) : null}
      <Answers close={close} no={accessTokens.removeNo} focused fault={fault} name={name}>
        <Button color="red" loading={busy} disabled={!isConfirmed} onClick={() => void remove()}>
          {accessTokens.removeYes}
        </Button>
      </Answers>
    </Dialog>
  )
}
