import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import type { Output } from '../../shared/api/contract/contract.ts'
import type { Fault } from '../../shared/fault.ts'
import { filled } from '../../shared/text/sentence.ts'
import { FaultNote } from '../shell/fault-note.tsx'
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
  const { fleet, shell } = words
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<Fault | null>(null)

  function leave(): void {
    setFault(null)
    close()
  }

  async function revoke(): Promise<void> {
    if (name === null) return
    setBusy(true)
    const reply = await host.call('fleet.revoke', { name })
    setBusy(false)
    setFault(reply.ok ? null : reply.fault)
    if (reply.ok) done(reply.value)
  }

  return (
    <Modal
      opened={name !== null}
      onClose={leave}
      title={filled(fleet.revokeTitle, { name: name ?? '' })}
      closeButtonProps={{ 'aria-label': shell.close }}
      centered
    >
      <Stack gap="sm">
        <Text size="md">{filled(fleet.revokeSay, { name: name ?? '', count: connections })}</Text>
        <Text size="md">{fleet.revokeOutside}</Text>
        {fault === null ? null : <FaultNote fault={fault} />}
        <Group justify="flex-end" mt="xs">
          <Button variant="default" onClick={leave} data-autofocus>
            {fleet.revokeNo}
          </Button>
          <Button color="red" loading={busy} onClick={() => void revoke()}>
            {fleet.revoke}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
