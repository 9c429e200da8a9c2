import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { addressOf } from '../routes/route.ts'
import { usePage, usePageState } from '../state/page-context.ts'
import { Banner } from './banner.tsx'
import { UnlockDialog } from './unlock-dialog.tsx'

/** A vault that is shut concerns every connection, so it is told once, with the way to open it. */
export function VaultBanner() {
  const { words } = usePage()
  const vault = usePageState((state) => state.vault)
  const [asking, { open, close }] = useDisclosure(false)
  if (vault === null || vault.condition === 'open') return null
  if (vault.kind === 'none') return <UnchosenBanner />
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

/** The choice itself stands on the first screen and in the settings. */
function UnchosenBanner() {
  const { vault } = usePage().words
  return (
    <Banner
      tone="sky"
      title={`${vault.bannerTitle}.`}
      action={
        <Button variant="default" component="a" href={addressOf({ screen: 'settings' })}>
          {vault.bannerChoose}
        </Button>
      }
    >
      {vault.bannerSay}
    </Banner>
  )
}
