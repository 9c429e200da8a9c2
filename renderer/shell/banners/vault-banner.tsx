import { Button } from '@mantine/core'
import { useState } from 'react'
import type { VaultStatus } from '../../../shared/api/contract/contract.ts'
import { type Fault, type FaultCode, fault } from '../../../shared/fault.ts'
import type { PageTexts } from '../../../shared/text/page-texts.ts'
import { faultMessage } from '../../../shared/text/sentence.ts'
import { addressOf } from '../../routes/route.ts'
import { usePage, usePageState } from '../../state/page-context.ts'
import { MoreAbout } from '../fault-note.tsx'
import { laterDialog } from '../later-dialog.tsx'
import { nextStepOf } from '../next-step.ts'
import { Sentence } from '../sentence.tsx'
import { Banner } from './banner.tsx'

const UnlockDialog = laterDialog(() => import('../unlock-dialog.tsx').then((module) => module.UnlockDialog))

/** A vault that is shut concerns every connection, so it is told once, with the way to open it. */
export function VaultBanner() {
  const { shell } = usePage().words
  const vault = usePageState((state) => state.vault)
  const [asking, ask] = useState(false)
  if (vault?.trouble !== undefined && ['open', 'damaged'].includes(vault.condition))
    return <TroubleBanner trouble={vault.trouble} />
  if (vault === null || vault.condition === 'open') return null
  if (vault.kind === 'none') return <UnchosenBanner />
  const shut = vault.kind === 'keychain' ? SHUT[vault.condition] : undefined
  if (shut !== undefined) return <TroubleBanner trouble={fault(shut)} more={shell.vaultShutSay} />
  const openable = vault.condition === 'locked' || vault.condition === 'passphrase-needed'
  const isNew = asked(vault) === 'new passphrase'
  const button = (
    <Button variant="default" onClick={() => ask(true)}>
      {isNew ? shell.makeVaultTitle : shell.unlock}
    </Button>
  )
  return (
    <>
      <Banner tone="amber" title={`${titleOf(vault, shell)}.`} {...(openable ? { action: button } : {})}>
        {isNew ? shell.vaultNewSay : shell.vaultShutSay}
      </Banner>
      <UnlockDialog opened={asking} close={() => ask(false)} asks={asked(vault)} />
    </>
  )
}

/** Of the keychain, what no button here can open. */
const SHUT: Partial<Record<VaultStatus['condition'], FaultCode>> = {
  missing: 'vault_missing',
  denied: 'vault_denied',
  stalled: 'vault_stalled',
}

function titleOf(vault: VaultStatus, shell: PageTexts['shell']): string {
  if (asked(vault) === 'new passphrase') return shell.vaultNewTitle
  if (vault.condition === 'locked') return shell.vaultLockedTitle
  return vault.condition === 'passphrase-needed' ? shell.vaultPassphraseTitle : shell.vaultShutTitle
}

function asked({ kind, why }: VaultStatus): 'nothing' | 'passphrase' | 'new passphrase' {
  if (kind !== 'file') return 'nothing'
  return why === 'file_new' ? 'new passphrase' : 'passphrase'
}

/** Also of one that several workstations share: why the others are not reached, or what of theirs was refused. */
function TroubleBanner({ trouble, more = '' }: { trouble: Fault; more?: string }) {
  const { texts, words } = usePage()
  const { say, next } = faultMessage(texts, trouble)
  return (
    <Banner tone="amber" title={<Sentence>{say}</Sentence>}>
      {nextStepOf(words, trouble, next)} {more} <MoreAbout fault={trouble} />
    </Banner>
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
