import { Button, Stack } from '@mantine/core'
import { type SyntheticEvent, useState } from 'react'
import { TypedDialog } from '../leaving/typed-dialog.tsx'
import { useCall } from '../leaving/use-call.ts'
import { Answers } from '../shell/dialog.tsx'
import { FaultNote } from '../shell/fault-note.tsx'
import { PasswordField } from '../shell/password-field.tsx'
import { usePage } from '../state/page-context.ts'
import { isFit, isTyped, NewPassphrase, NOTHING_TYPED } from './new-passphrase.tsx'

export function PassphraseDialog({ opened, close }: { opened: boolean; close: () => void }) {
  const { host, words } = usePage()
  const { settings, shell } = words
  const [present, setPresent] = useState('')
  const [typed, setTyped] = useState(NOTHING_TYPED)
  const { busy, fault, run } = useCall({ opened })

  function leave(): void {
    setPresent('')
    setTyped(NOTHING_TYPED)
    close()
  }

  async function change(event: SyntheticEvent): Promise<void> {
    event.preventDefault()
    const input = { present, next: typed.once }
    await run(() => host.call('vault.passphrase', input), { doneMessage: settings.passphraseChanged, ifOpen: leave })
  }

  return (
    <TypedDialog opened={opened} typed={isTyped(typed)} busy={busy} close={leave} title={settings.passphraseChange}>
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
          <Answers close={leave} no={shell.cancel} flush>
            <Button type="submit" loading={busy} disabled={present === '' || !isFit(typed)}>
              {settings.save}
            </Button>
          </Answers>
        </Stack>
      </form>
    </TypedDialog>
  )
}
