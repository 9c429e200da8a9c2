import './mantine-styles.ts'
import './tones.css'
import { MantineProvider } from '@mantine/core'
import { type ReactNode, StrictMode } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { App } from './app.tsx'
import './host/without-compiler.ts'
import { createAnswers } from './host/answers.ts'
import { openBrowserHost } from './host/browser-host.ts'
import { openDesktopHost, windowBridge } from './host/desktop-host.ts'
import { styleNonce } from './host/style-nonce.ts'
import { NoticeCorner } from './notices/notice-corner.tsx'
import { BrokenPage, BrokenPageBoundary, kindOf } from './shell/broken-page.tsx'
import { idle } from './shell/idle.ts'
import { SpokenPage } from './shell/spoken-page.tsx'
import { firstAnswer, USE_REMEMBERED_AFTER_MS } from './state/first-answer.ts'
import { followKeeper } from './state/follow-keeper.ts'
import { INITIAL_STATE, type PageState } from './state/page-state.ts'
import { createStore } from './state/store.ts'
import { createTestRuns } from './state/test-runs.ts'
import { cssVariables, theme } from './theme.ts'

/** A keeper that takes longer to answer is waited for on the page. */
const LONGEST_MS = 1_000

/** Draws the page over what stands in its place. */
export function start(): void {
  const root = document.getElementById('root')
  if (root === null) return
  // The first painting takes away what stands there; until then it is shown.
  let tree: Root | null = null
  const paint = (page: ReactNode): void => {
    tree ??= createRoot(root)
    tree.render(page)
  }
  draw(root, paint).catch((thrown: unknown) => paint(<BrokenPage kind={kindOf(thrown)} />))
}

/** Wires the page: host, state, texts and theme. */
async function draw(root: HTMLElement, paint: (page: ReactNode) => void): Promise<void> {
  const bridge = windowBridge()
  const answers = createAnswers(() => import('./host/schemas.ts'), idle)
  const host = bridge === null ? await openBrowserHost(answers) : openDesktopHost(bridge, answers)
  const store = createStore<PageState>(INITIAL_STATE)
  const tests = createTestRuns(host, store, { now: Date.now, newRun: () => crypto.randomUUID() })
  followKeeper(host, store, Date.now)
  // Painted once, with what there is to show. What a host has drawn there stands for as long: a list that is gone for a moment
  // makes all of it jump.
  await firstAnswer(store, root.firstElementChild === null ? USE_REMEMBERED_AFTER_MS : LONGEST_MS)
  paint(
    <StrictMode>
      <BrokenPageBoundary>
        <MantineProvider
          theme={theme}
          cssVariablesResolver={cssVariables}
          defaultColorScheme="auto"
          getStyleNonce={styleNonce}
        >
          <NoticeCorner />
          <SpokenPage host={host} store={store} tests={tests}>
            <App />
          </SpokenPage>
        </MantineProvider>
      </BrokenPageBoundary>
    </StrictMode>,
  )
  // What is painted is seen before.
  await idle()
  await answers.check()
}
