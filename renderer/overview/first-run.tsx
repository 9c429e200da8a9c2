import { Button, Group } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useRef } from 'react'
import { filled } from '../../shared/text/sentence.ts'
import { addressOf } from '../routes/route.ts'
import { VaultBanner } from '../shell/banners/vault-banner.tsx'
import { Leaf } from '../shell/brand.tsx'
import { Screen } from '../shell/screen.tsx'
import { usePage, usePageState } from '../state/page-context.ts'
import { VaultChoice } from '../vault/vault-choice.tsx'
import styles from './first-run.module.css'
import { StartDemo } from './start-demo.tsx'
import { BulkActionLine } from './together/bulk-action-line.tsx'

/** Shown while there are no connections: what the app is for, where secrets are kept, and what to do next. */
export function FirstRunScreen() {
  const { overview, vault } = usePage().words
  const kind = usePageState((state) => state.vault?.kind)
  const card = useRef<HTMLDivElement>(null)
  return (
    <Screen title={overview.firstTitle}>
      {kind === 'none' ? null : <VaultBanner />}
      {/* Whoever has just removed all of them can undo it here. */}
      <BulkActionLine />
      <div className={styles.card} ref={card} tabIndex={-1}>
        <Leaf className={styles.leaf} />
        <p>{kind === 'none' ? vault.intro : overview.firstSay}</p>
        {kind === 'none' ? (
          <>
            <h2>{vault.title}</h2>
            <VaultChoice chosen={() => card.current?.focus()} />
          </>
        ) : (
          <FirstSteps />
        )}
      </div>
    </Screen>
  )
}

function FirstSteps() {
  const { texts, words, host } = usePage()
  const { overview } = words
  const kind = usePageState((state) => state.vault?.kind)
  return (
    <>
      {kind === undefined ? null : (
        <p className="soft">
          {kind === 'memory' ? overview.firstVaultMemory : filled(overview.firstVault, { kind: texts.vaults[kind] })}
        </p>
      )}
      <h2>{overview.firstSteps}</h2>
      <ol className={styles.steps}>
        {[overview.firstStepOne, overview.firstStepTwo, overview.firstStepThree].map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <Group gap="sm">
        <Button
          component="a"
          href={addressOf({ screen: 'add' })}
          leftSection={<IconPlus size={16} aria-hidden="true" />}
        >
          {overview.add}
        </Button>
        {host.can.demo ? <StartDemo /> : null}
      </Group>
      {host.can.demo ? <p className="soft">{overview.firstDemoSay}</p> : null}
    </>
  )
}
