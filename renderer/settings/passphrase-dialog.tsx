import { Button, Group, Stack } from '@mantine/core'
import { type SyntheticEvent, useState } from 'react'
import { TypedDialog } from '../leaving/typed-dialog.tsx'
import { FaultNote } from '../shell/fault-note.tsx'
import { PasswordField } from '../shell/password-field.tsx'
import { usePage } from '../state/page-context.ts'
import { isFit, isTyped, NewPassphrase, NOTHING_TYPED } from './new-passphrase.tsx'
import { useVaultCall } from './use-vault-call.ts'

export function PassphraseDialog({ opened, close }: { opened: boolean; close: () => void }) {
  const { host, words } = usePage()
  const { settings, shell } = words
  const [present, setPresent] = useState('')
  const [typed, setTyped] = useState(NOTHING_TYPED)
  const { busy, fault, run, forget } = useVaultCall()

  function leave(): void {
    setPresent('')
    setTyped(NOTHING_TYPED)
    forget()
    close()
  }

  async function change(event: SyntheticEvent): Promise<void> {
    event.preventDefault()
    const input = { present, next: typed.once }
    if (await run(() => host.call('vault.passphrase', input), settings.passphraseChanged)) leave()
  }

  return (
    <TypedDialog opened={opened} typed={isTyped(typed)} onClose={leave} title={settings.passphraseChange} centered>
      <form onSubmit={(event) => void change(event)}>
        <Stack gap="sm">
          {fault === null ? null : <FaultNote fault={fault} />}
          <PasswordField
            autoComplete="off"
            label={settings.passphrasePresent}
            value={present}
            onChange={(event) => setPresent(event.currentTarget.value)}
            data-autofocus
          />
          <NewPassphrase value={typed} change={setTyped} />
          <Group justify="flex-end">
            <Button variant="default" onClick={leave}>
              {shell.cancel}
            </Button>
            <Button type="submit" loading={busy} disabled={present === '' || !isFit(typed)}>
              {settings.save}
            </Button>
          </Group>
        </Stack>
      </form>
    </TypedDialog>
  )
}
