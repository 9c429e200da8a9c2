import { Button, Stack, Text } from '@mantine/core'
import { type SyntheticEvent, useState } from 'react'
import { filled } from '../../shared/text/sentence.ts'
import type { VaultKind } from '../../shared/vault-kind.ts'
import { TypedDialog } from '../leaving/typed-dialog.tsx'
import { useCall } from '../leaving/use-call.ts'
import { Answers } from '../shell/dialog.tsx'
import { FaultNote } from '../shell/fault-note.tsx'
import { usePage, usePageState } from '../state/page-context.ts'
import { isFit, isTyped, NewPassphrase, NOTHING_TYPED } from './new-passphrase.tsx'

/** Says what moving means, asks for a passphrase where the new place wants one, and moves. */
export function MoveDialog({ target, close }: { target: VaultKind | null; close: () => void }) {
  const { host, words, texts } = usePage()
  const { settings, shell } = words
  const [typed, setTyped] = useState(NOTHING_TYPED)
  const { busy, fault, run } = useCall({ opened: target !== null })
  const known = usePageState((state) => state.vault?.connections) ?? 0
  const isShared = usePageState((state) => state.vault?.kind === 'shared')
  const kind = target ?? 'keychain'
  // Others add connections too: the keeper has just said how many there are now.
  const told = fault?.code === 'confirm_memory' ? fault.params['count'] : undefined
  const count = typeof told === 'number' ? told : known
  const forgets = kind === 'memory' && count > 0
  const withPassphrase = target === 'file'

  function leave(): void {
    setTyped(NOTHING_TYPED)
    close()
  }

  async function move(event: SyntheticEvent): Promise<void> {
    event.preventDefault()
    // The yes that counts comes from outside of the page: its host asks before it moves anything.
    const input = withPassphrase ? { to: kind, passphrase: typed.once } : { to: kind }
    const doneMessage = filled(settings.vaultMoved, { kind: texts.vaults[kind] })
    await run(() => host.call('vault.move', input), {
      doneMessage,
      ifOpen: leave,
      async recheck() {
        const reply = await host.call('vault.status', {})
        return reply.ok && reply.value.kind !== kind ? { ok: true, value: null } : reply
      },
    })
  }

  return (
    <TypedDialog
      opened={target !== null}
      typed={isTyped(typed)}
      busy={busy}
      close={leave}
      title={filled(settings.vaultMoveTo, { kind: texts.vaults[kind] })}
    >
      <form onSubmit={(event) => void move(event)}>
        <Stack gap="sm">
          {fault === null ? null : <FaultNote fault={fault} />}
          <Text size="md">{isShared ? settings.vaultLeaveSay : settings.vaultMoveSay}</Text>
          {forgets ? (
            <Text size="md" fw={600}>
              {filled(settings.vaultMemoryWarning, { count })}
            </Text>
          ) : null}
          {forgets ? <Text size="md">{settings.vaultMemoryCopy}</Text> : null}
          {withPassphrase ? <NewPassphrase value={typed} change={setTyped} /> : null}
          <Answers close={leave} no={shell.cancel} focused={forgets} flush>
            {forgets ? (
              <Button type="submit" color="red" loading={busy}>
                {filled(settings.vaultMemoryMove, { count })}
              </Button>
            ) : (
              <Button type="submit" loading={busy} disabled={withPassphrase && !isFit(typed)}>
                {settings.move}
              </Button>
            )}
          </Answers>
        </Stack>
      </form>
    </TypedDialog>
  )
}
