import { AccessTokensPage } from './access-tokens/access-tokens-page.tsx'
import { ConnectionPage } from './connection/connection-page.tsx'
import { AddPage } from './form/add-page.tsx'
import { EditPage } from './form/edit-page.tsx'
import { JournalPage } from './journal/journal-page.tsx'
import { DropToImport } from './moving/drop-to-import.tsx'
import { ImportPage } from './moving/import-page.tsx'
import { OverviewPage } from './overview/overview-page.tsx'
import type { Route } from './routes/route.ts'
import { useRoute } from './routes/router.ts'
import { SettingsPage } from './settings/settings-page.tsx'
import { KeptLook } from './shell/kept-look.tsx'
import { Shell } from './shell/shell.tsx'
import { SignInPage } from './sign-in/sign-in-page.tsx'

export function App() {
  const route = useRoute()
  return (
    <Shell route={route}>
      <KeptLook />
      <DropToImport />
      <ScreenFor route={route} />
    </Shell>
  )
}

function ScreenFor({ route }: { route: Route }) {
  switch (route.screen) {
    case 'add':
      return <AddPage />
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
    case 'overview':
      return <OverviewPage />
  }
}
