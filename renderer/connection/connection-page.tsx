import { Stack } from '@mantine/core'
import { useRef } from 'react'
import { AccessTokensCard } from '../access-tokens/access-tokens-card.tsx'
import { DemoBanner } from '../demo/demo-banner.tsx'
import { LifeCard } from '../life/life-card.tsx'
import { LoadingScreen } from '../overview/loading-screen.tsx'
import { OwnNeed } from '../overview/needs.tsx'
import { goTo } from '../routes/router.ts'
import { VaultBanner } from '../shell/banners/vault-banner.tsx'
import { Screen } from '../shell/screen.tsx'
import { usePage, usePageState } from '../state/page-context.ts'
import { attentions } from '../status/attention.ts'
import { StatePill } from '../status/state-pill.tsx'
import { systemTitle } from '../status/system-title.ts'
import { useMinute } from '../time/use-now.ts'
import { CallbacksCard } from './callbacks-card.tsx'
import { Commands } from './commands.tsx'
import { ConnectionHistory } from './connection-journal.tsx'
import styles from './connection-page.module.css'
import { SecretFacts } from './facts/secret-facts.tsx'
import { SettingFacts } from './facts/setting-facts.tsx'
import { TokenFacts } from './facts/token-facts.tsx'
import { HeadActions } from './head-actions.tsx'
import { GoneConnection, MissingConnection } from './missing-connection.tsx'
import { TestCard } from './testing/test-card.tsx'
import { UndoLine } from './undo-line.tsx'

/** Everything about one connection, except its secrets. */
export function ConnectionPage({ name }: { name: string }) {
  const { texts } = usePage()
  const now = useMinute()
  const wasThere = useRef(false)
  const views = usePageState((state) => state.connections)
  if (views === null) return <LoadingScreen title={name} />
  const view = views.find((each) => each.name === name)
  if (view === undefined) return wasThere.current ? <GoneConnection name={name} /> : <MissingConnection name={name} />
  wasThere.current = true
  const [need] = attentions([view], now)
  return (
    <Screen
      title={name}
      under={
        <div className={styles.under}>
          <StatePill state={view.state} />
          <span>
            {systemTitle(texts, view.system)} · <bdi>{view.baseUrl}</bdi>
          </span>
        </div>
      }
      actions={<HeadActions view={view} />}
    >
      <VaultBanner />
      <DemoBanner view={view} removed={() => goTo({ screen: 'overview' })} />
      {need === undefined ? null : <OwnNeed need={need} now={now} />}
      <UndoLine view={view} />
      <LifeCard view={view} />
      <div className={styles.columns}>
        <Stack gap={16} miw={0}>
          <TokenFacts view={view} />
          <TestCard view={view} />
          <ConnectionHistory view={view} />
        </Stack>
        <Stack gap={16} miw={0}>
          <SettingFacts view={view} />
          <CallbacksCard view={view} />
          <AccessTokensCard view={view} />
          <SecretFacts view={view} />
          <Commands view={view} />
        </Stack>
      </div>
    </Screen>
  )
}
