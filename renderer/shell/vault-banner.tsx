import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { usePage, usePageState } from '../state/page-context.ts'
import { Banner } from './banner.tsx'
import { UnlockDialog } from './unlock-dialog.tsx'

/** A vault that is shut concerns every connection, so it is told once, with the way to open it. */
export function VaultBanner() {
  const { words } = usePage()
  const vault = usePageState((state) => state.vault)
  const [asking, { open, close }] = useDisclosure(false)
  if (vault === null || vault.condition === 'open') return null
  const { shell } = words
  const openable = vault.condition === 'locked' || vault.condition === 'passphrase-needed'
  const titles: Partial<Record<typeof vault.condition, string>> = {
    locked: shell.vaultLockedTitle,
    'passphrase-needed': shell.vaultPassphraseTitle,
  }
  return (
    <>
      <Banner
        tone="amber"
        title={`${titles[vault.condition] ?? shell.vaultShutTitle}.`}
        {...(openable
          ? {
              action: (
                <Button variant="default" onClick={open}>
                  {shell.unlock}
                </Button>
              ),
            }
          : {})}
      >
        {shell.vaultShutSay}
      </Banner>
      <UnlockDialog opened={asking} close={close} withPassphrase={vault.kind === 'file'} />
    </>
  )
}
