import { Button, Text } from '@mantine/core'
import type { Output } from '../../shared/api/contract/contract.ts'
import { filled } from '../../shared/text/sentence.ts'
import { useCall } from '../leaving/use-call.ts'
import { Answers, Dialog } from '../shell/dialog.tsx'
import { usePage } from '../state/page-context.ts'

type Asked = {
  /** Which workstation; null while nothing is asked. */
  readonly name: string | null
  /** How many it reads now. */
  readonly connections: number
  readonly close: () => void
  readonly done: (revoked: Output<'fleet.revoke'>) => void
}

/** Says what revoking means before it is asked for; the yes that counts comes from outside of the page. */
export function RevokeMemberDialog({ name, connections, close, done }: Asked) {
  const { host, words } = usePage()
  const { fleet } = words
  const { busy, fault, run } = useCall({ opened: name !== null })

  async function revoke(): Promise<void> {
    if (name === null) return
    const revoked = await run(() => host.call('fleet.revoke', { name }), { here: close })
    if (revoked !== null) done(revoked)
  }

  return (
    <Dialog opened={name !== null} close={close} title={filled(fleet.revokeTitle, { name: name ?? '' })}>
      <Text size="md">{filled(fleet.revokeSay, { name: name ?? '', count: connections })}</Text>
      <Text size="md">{fleet.revokeOutside}</Text>
      <Answers close={close} no={fleet.revokeNo} focused fault={fault}>
        <Button color="red" loading={busy} onClick={() => void revoke()}>
          {fleet.revoke}
        </Button>
      </Answers>
    </Dialog>
  )
}
