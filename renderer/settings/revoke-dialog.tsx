import { Button, Text } from '@mantine/core'
import { filled } from '../../shared/text/sentence.ts'
import { useCall } from '../leaving/use-call.ts'
import { Answers, Dialog } from '../shell/dialog.tsx'
import { usePage } from '../state/page-context.ts'

type Asked = {
  /** Whose key; null while nothing is asked. */
  readonly name: string | null
  readonly close: () => void
}

/** Says what revoking means before it is done. The harmless answer has the focus. */
export function RevokeDialog({ name, close }: Asked) {
  const { host, words } = usePage()
  const { consumers } = words
  const { busy, fault, run } = useCall({ opened: name !== null })

  async function revoke(): Promise<void> {
    if (name === null) return
    await run(() => host.call('consumers.revoke', { name }), {
      ifOpen: close,
      doneMessage: filled(consumers.revoked, { name }),
      async recheck() {
        const reply = await host.call('consumers.list', {})
        if (!reply.ok) return reply
        return { ok: true, value: reply.value.consumers.some((each) => each.name === name) ? null : {} }
      },
    })
  }

  return (
    <Dialog opened={name !== null} close={close} title={filled(consumers.revokeTitle, { name: name ?? '' })}>
      <Text size="md">{filled(consumers.revokeSay, { name: name ?? '' })}</Text>
      <Answers close={close} no={consumers.revokeNo} focused fault={fault}>
        <Button color="red" loading={busy} onClick={() => void revoke()}>
          {consumers.revoke}
        </Button>
      </Answers>
    </Dialog>
  )
}
