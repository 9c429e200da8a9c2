import { Button, Stack, Text } from '@mantine/core'
import { type SyntheticEvent, useState } from 'react'
import { TypedDialog } from '../leaving/typed-dialog.tsx'
import { useCall } from '../leaving/use-call.ts'
import { isFit, isTyped, NewPassphrase, NOTHING_TYPED } from '../settings/new-passphrase.tsx'
import { usePage } from '../state/page-context.ts'
import { Answers } from './dialog.tsx'
import { FaultNote } from './fault-note.tsx'
import { PasswordField } from './password-field.tsx'

type Asks = 'nothing' | 'passphrase' | 'new passphrase'

/**
 * Opens the vault: the keychain asks by itself, the encrypted file wants its passphrase; one that is still to be made
 * wants it twice, since a slip in it would shut everything away for good.
 */
export function UnlockDialog({ opened, close, asks }: { opened: boolean; close: () => void; asks: Asks }) {
  const { host, words } = usePage()
  const { shell } = words
  const [typed, setTyped] = useState(NOTHING_TYPED)
  const { busy, fault, run } = useCall({ opened })
  const ready = { nothing: true, passphrase: typed.once !== '', 'new passphrase': isFit(typed) }[asks]

  function leave(): void {
    setTyped(NOTHING_TYPED)
    close()
  }

  async function unlock(event: SyntheticEvent): Promise<void> {
    event.preventDefault()
    await run(() => host.call('vault.unlock', asks === 'nothing' ? {} : { passphrase: typed.once }), {
      ifOpen: leave,
      async recheck() {
        const reply = await host.call('vault.status', {})
        return reply.ok && reply.value.condition !== 'open' ? { ok: true, value: null } : reply
      },
    })
  }

  return (
    <TypedDialog
      opened={opened}
      typed={asks === 'new passphrase' && isTyped(typed)}
      busy={busy}
      close={leave}
      title={asks === 'new passphrase' ? shell.makeVaultTitle : shell.unlockTitle}
    >
      <form onSubmit={(event) => void unlock(event)}>
        <Stack gap="sm">
          {fault === null ? null : <FaultNote fault={fault} />}
          {asks === 'nothing' ? <Text size="md">{shell.unlockKeychainSay}</Text> : null}
          {asks === 'passphrase' ? (
            <PasswordField
              label={shell.passphrase}
              value={typed.once}
              onChange={(event) => setTyped({ ...NOTHING_TYPED, once: event.currentTarget.value })}
              autoComplete="off"
              data-autofocus
            />
          ) : null}
          {asks === 'new passphrase' ? <NewPassphrase value={typed} change={setTyped} /> : null}
          <Answers close={leave} no={shell.cancel} flush>
            <Button type="submit" loading={busy} disabled={!ready}>
              {asks === 'new passphrase' ? shell.makeVault : shell.unlock}
            </Button>
          </Answers>
        </Stack>
      </form>
    </TypedDialog>
  )
}
