import { Suspense, useEffect } from 'react'
import { DropToImport } from './import/drop-to-import.tsx'
import { Keys } from './keyboard/keys.tsx'
import { OverviewPage } from './overview/overview-page.tsx'
import type { Route } from './routes/route.ts'
import { useRoute } from './routes/router.ts'
import {
  AccessTokensPage,
  AddPage,
  ConnectionPage,
  EditPage,
  HelpPage,
  ImportPage,
  JournalPage,
  prepareScreens,
  SettingsPage,
  SignInPage,
} from './screens.tsx'
import { ComingScreen } from './shell/coming-screen.tsx'
import { KeptLook } from './shell/kept-look.tsx'
import { Shell } from './shell/shell.tsx'
import { usePageState } from './state/page-context.ts'

export function App() {
  const route = useRoute()
  const hasAnswer = usePageState(({ connections, fault }) => connections !== null || fault !== null)
  useEffect(() => {
    if (hasAnswer) return prepareScreens()
    return undefined
  }, [hasAnswer])
  return (
    <Shell route={route}>
      <KeptLook />
      <DropToImport />
      <Keys />
      <Suspense fallback={<ComingScreen route={route} />}>
        <ScreenFor route={route} />
      </Suspense>
    </Shell>
  )
}

function ScreenFor({ route }: { route: Route }) {
  switch (route.screen) {
    case 'add':
      return <AddPage key={route.like ?? ''} {...(route.like === undefined ? {} : { like: route.like })} />
    case 'edit':
      return <EditPage key={route.name} name={route.name} focusTokens={route.tokens} />
    case 'connection':
      return <ConnectionPage key={route.name} name={route.name} />
    case 'access-tokens':
      return <AccessTokensPage key={route.name} name={route.name} />
    case 'sign-in':
      return <SignInPage key={route.name} name={route.name} />
    case 'journal':
      return <JournalPage />
    case 'settings':
      return <SettingsPage />
    case 'import':
      return <ImportPage />
    case 'help':
      return <HelpPage code={route.code} />
    case 'overview':
      return <OverviewPage />
  }
}
