import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { type SyntheticEvent, useState } from 'react'
import type { Fault } from '../../shared/fault.ts'
import { usePage } from '../state/page-context.ts'
import { FaultNote } from './fault-note.tsx'
import { PasswordField } from './password-field.tsx'

/** Opens the vault: the keychain asks by itself, the encrypted file wants its passphrase. */
export function UnlockDialog({
  opened,
  close,
  withPassphrase,
}: {
  opened: boolean
  close: () => void
  withPassphrase: boolean
}) {
  const { host, words } = usePage()
  const { shell } = words
  const [passphrase, setPassphrase] = useState('')
  const [fault, setFault] = useState<Fault | null>(null)
  const [busy, setBusy] = useState(false)

  async function unlock(event: SyntheticEvent): Promise<void> {
    event.preventDefault()
    setBusy(true)
    const reply = await host.call('vault.unlock', withPassphrase ? { passphrase } : {})
    setBusy(false)
    setFault(reply.ok ? null : reply.fault)
    if (!reply.ok) return
    setPassphrase('')
    close()
  }

  return (
    <Modal
      opened={opened}
      onClose={close}
      title={shell.unlockTitle}
      closeButtonProps={{ 'aria-label': shell.close }}
      centered
    >
      <form onSubmit={(event) => void unlock(event)}>
        <Stack gap="sm">
          {fault === null ? null : <FaultNote fault={fault} />}
          {withPassphrase ? (
            <PasswordField
              label={shell.passphrase}
              value={passphrase}
              onChange={(event) => setPassphrase(event.currentTarget.value)}
              autoComplete="off"
              data-autofocus
            />
          ) : (
            <Text size="md">{shell.unlockKeychainSay}</Text>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {shell.cancel}
            </Button>
            <Button type="submit" loading={busy} disabled={withPassphrase && passphrase === ''}>
              {shell.unlock}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
