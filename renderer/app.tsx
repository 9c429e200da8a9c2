import { OverviewPage } from './overview/overview-page.tsx'
import type { Route } from './routes/route.ts'
import { useRoute } from './routes/router.ts'
import { Shell } from './shell/shell.tsx'

export function App() {
  const route = useRoute()
  return (
    <Shell route={route}>
      <ScreenFor route={route} />
    </Shell>
  )
}

function ScreenFor({ route }: { route: Route }) {
  switch (route.screen) {
    default:
      return <OverviewPage />
  }
}
