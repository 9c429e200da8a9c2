import '@mantine/core/styles.layer.css'
import '@mantine/notifications/styles.layer.css'
import './tones.css'
import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { config } from 'zod'
import { textsFor } from '../shared/text/language.ts'
import { pageTextsFor } from '../shared/text/page-texts.ts'
import { App } from './app.tsx'
import { openBrowserHost } from './host/browser-host.ts'
import { styleNonce } from './host/style-nonce.ts'
import { createActions } from './state/actions.ts'
import { followKeeper } from './state/follow-keeper.ts'
import { PageContext } from './state/page-context.ts'
import { INITIAL_STATE, type PageState } from './state/page-state.ts'
import { createStore } from './state/store.ts'
import { createTeller } from './state/teller.ts'
import { createTestRuns } from './state/test-runs.ts'
import { cssVariables, theme } from './theme.ts'

/** Wires the page: host, state, texts and theme. */
async function start(root: HTMLElement): Promise<void> {
  // zod would try to compile its checks, which the page's content policy forbids and the console then reports.
  config({ jitless: true })
  const host = await openBrowserHost()
  const store = createStore<PageState>(INITIAL_STATE)
  const texts = textsFor(navigator.language)
  const words = pageTextsFor(navigator.language)
  const tests = createTestRuns(host, store, { now: Date.now, newRun: () => crypto.randomUUID() })
  const actions = createActions(host, store, createTeller(texts, words), tests)
  followKeeper(host, store, Date.now)
  createRoot(root).render(
    <StrictMode>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={cssVariables}
        defaultColorScheme="auto"
        getStyleNonce={styleNonce}
      >
        <Notifications position="bottom-right" />
        <PageContext value={{ host, store, actions, texts, words }}>
          <App />
        </PageContext>
      </MantineProvider>
    </StrictMode>,
  )
}

const root = document.getElementById('root')
if (root !== null) void start(root)
