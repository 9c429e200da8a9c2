import { Button } from '@mantine/core'
import { IconLogin2, IconPencil, IconPlugConnected, IconRefresh } from '@tabler/icons-react'
import { useRef } from 'react'
import { AccessTokensCard } from '../access-tokens/access-tokens-card.tsx'
import { DemoBanner } from '../demo/demo-banner.tsx'
import { LifeCard } from '../life/life-card.tsx'
import { Need } from '../overview/needs.tsx'
import { Waiting } from '../overview/waiting.tsx'
import { addressOf } from '../routes/route.ts'
import { goTo } from '../routes/router.ts'
import { VaultBanner } from '../shell/banners/vault-banner.tsx'
import { Screen } from '../shell/screen.tsx'
import { usePage, usePageState } from '../state/page-context.ts'
import { attentions } from '../status/attention.ts'
import { StatePill } from '../status/state-pill.tsx'
import { systemTitle } from '../status/system-title.ts'
import { useMinute } from '../time/use-now.ts'
import { ActionsMenu } from './actions-menu.tsx'
import { CallbacksCard } from './callbacks-card.tsx'
import { Commands } from './commands.tsx'
import { ConnectionJournal } from './connection-journal.tsx'
import styles from './connection-page.module.css'
import { SecretFacts } from './facts/secret-facts.tsx'
import { SettingFacts } from './facts/setting-facts.tsx'
import { TokenFacts } from './facts/token-facts.tsx'
import { GoneConnection, MissingConnection } from './missing-connection.tsx'
import { TestCard } from './testing/test-card.tsx'
import { UndoLine } from './undo-line.tsx'

/** Everything about one connection, except its secrets. */
export function ConnectionPage({ name }: { name: string }) {
  const { words, texts, actions } = usePage()
  const now = useMinute()
  const wasThere = useRef(false)
  const views = usePageState((state) => state.connections)
  const busy = usePageState((state) => state.actions[name])
  if (views === null) return <Waiting title={name} />
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
            {systemTitle(texts, view.system)} · {view.baseUrl}
          </span>
        </div>
      }
      actions={
        <>
          <Button
            variant="default"
            leftSection={<IconRefresh size={16} aria-hidden="true" />}
            disabled={!view.renewable || view.pausedAt !== null}
            loading={busy === 'refresh'}
            onClick={() => void actions.refresh(name)}
          >
            {words.overview.refresh}
          </Button>
          <Button
            variant="default"
            leftSection={<IconPlugConnected size={16} aria-hidden="true" />}
            loading={busy === 'test'}
            onClick={() => void actions.test(name)}
          >
            {words.overview.test}
          </Button>
          {view.signIn === null ? null : (
            <Button
              component="a"
              variant="default"
              href={addressOf({ screen: 'sign-in', name })}
              leftSection={<IconLogin2 size={16} aria-hidden="true" />}
            >
              {words.overview.actSignIn}
            </Button>
          )}
          <Button
            component="a"
            href={addressOf({ screen: 'edit', name, tokens: false })}
            leftSection={<IconPencil size={16} aria-hidden="true" />}
          >
            {words.overview.edit}
          </Button>
          <ActionsMenu view={view} removed={() => goTo({ screen: 'overview' })} />
        </>
      }
    >
      <VaultBanner />
      <DemoBanner view={view} removed={() => goTo({ screen: 'overview' })} />
      {need === undefined ? null : <Need need={need} now={now} />}
      <UndoLine view={view} />
      <LifeCard view={view} />
      <div className={styles.columns}>
        <div className={styles.column}>
          <TokenFacts view={view} />
          <TestCard view={view} />
          <ConnectionJournal name={name} />
        </div>
        <div className={styles.column}>
          <SettingFacts view={view} />
          <CallbacksCard view={view} />
          <AccessTokensCard view={view} />
          <SecretFacts view={view} />
          <Commands view={view} />
        </div>
      </div>
    </Screen>
  )
}
