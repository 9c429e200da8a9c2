import { Button, Group, Stack } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useState } from 'react'
import { filled } from '../../shared/text/sentence.ts'
import { VAULT_KINDS, type VaultKind } from '../../shared/vault-kind.ts'
import { VaultBanner } from '../shell/banners/vault-banner.tsx'
import { Card } from '../shell/card.tsx'
import { usePage, usePageState } from '../state/page-context.ts'
import { VaultChoice } from '../vault/vault-choice.tsx'
import { MoveDialog } from './move-dialog.tsx'
import { PassphraseDialog } from './passphrase-dialog.tsx'

/** Where secrets are, and the way to somewhere else: everything moves along. */
export function VaultCard() {
  const { words, texts } = usePage()
  const { settings } = words
  const vault = usePageState((state) => state.vault)
  const listed = usePageState((state) => state.connections?.length ?? null)
  const [target, setTarget] = useState<VaultKind | null>(null)
  const [changing, { open, close }] = useDisclosure(false)
  if (vault === null) return null
  if (vault.kind === 'none') {
    return (
      <Card title={words.vault.title}>
        <VaultChoice />
      </Card>
    )
  }
  const moves = {
    keychain: settings.moveToKeychain,
    file: settings.moveToFile,
    memory: settings.moveToMemory,
  }
  // The keeper's count is of the moment in which it was asked; the list follows what happens.
  const count = vault.condition === 'open' ? listed : (vault.lastKnown?.connections ?? null)
  return (
    <Card title={settings.vault}>
      <VaultBanner />
      <Stack gap={14}>
        <p>
          {filled(settings.vaultSay, { kind: texts.vaults[vault.kind] })}{' '}
          {filled(settings.vaultCondition, { condition: texts.vaultConditions[vault.condition] })}{' '}
          {count === null ? null : filled(settings.vaultCount, { count })}
        </p>
        <Group gap={10} align="flex-end">
          {VAULT_KINDS.filter((kind) => kind !== vault.kind).map((kind) => (
            <Button key={kind} variant="default" onClick={() => setTarget(kind)}>
              {moves[kind]}
            </Button>
          ))}
          {vault.kind === 'file' ? (
            <Button variant="default" onClick={open}>
              {settings.passphraseChange}
            </Button>
          ) : null}
        </Group>
      </Stack>
      <MoveDialog target={target} close={() => setTarget(null)} />
      <PassphraseDialog opened={changing} close={close} />
    </Card>
  )
}
