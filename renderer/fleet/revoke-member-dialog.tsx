import { Button, Text } from '@mantine/core'
import type { Output } from '../../shared/api/contract/contract.ts'
import type { ConnectionView } from '../../shared/connections/view.ts'
import type { Reply } from '../../shared/fault.ts'
import { filled } from '../../shared/text/sentence.ts'
import { useCall } from '../leaving/use-call.ts'
import { Answers, Dialog } from '../shell/dialog.tsx'
import { usePage } from '../state/page-context.ts'

type Asked = {
  /** Which workstation; null while the dialog is closed. */
  readonly name: string | null
  /** The connections whose secrets it can read. */
  readonly connections: readonly string[]
  readonly close: () => void
  readonly done: (revoked: Output<'fleet.revoke'>) => void
}

/** Explains what revoking does; the consent that counts is asked for outside of the page. */
export function RevokeMemberDialog({ name, connections, close, done }: Asked) {
  const { host, words, store } = usePage()
  const { fleet } = words
  const { busy, fault, run } = useCall({ opened: name !== null })

  async function revoke(): Promise<void> {
    if (name === null) return
    const revoked = await run(() => host.call('fleet.revoke', { name }), {
      ifOpen: close,
      recheck: () => recheck(name),
    })
    if (revoked !== null) done(revoked)
  }

  /** The secrets to change must be shown also where the answer was lost. */
  async function recheck(gone: string): Promise<Reply<Output<'fleet.revoke'> | null>> {
    const reply = await host.call('fleet.list', {})
    if (!reply.ok) return reply
    if (reply.value.members.some((member) => member.name === gone)) return { ok: true, value: null }
    const views = store.get().connections ?? []
    const read = views
      .filter((view) => connections.includes(view.name))
      .map((view) => ({ connection: view.name, secrets: presentSecrets(view) }))
    return { ok: true, value: { name: gone, passedOver: [], read } }
  }

  return (
    <Dialog opened={name !== null} close={close} title={filled(fleet.revokeTitle, { name: name ?? '' })}>
      <Text size="md">{filled(fleet.revokeSay, { name: name ?? '', count: connections.length })}</Text>
      <Text size="md">{fleet.revokeOutside}</Text>
      <Answers close={close} no={fleet.revokeNo} focused fault={fault}>
        <Button color="red" loading={busy} onClick={() => void revoke()}>
          {fleet.revoke}
        </Button>
      </Answers>
    </Dialog>
  )
}

function presentSecrets({ secrets }: ConnectionView): string[] {
  return Object.keys(secrets).filter((name) => secrets[name]?.present === true)
}
