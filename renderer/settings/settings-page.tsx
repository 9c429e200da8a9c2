import { Stack } from '@mantine/core'
import { Suspense } from 'react'
import { filled } from '../../shared/text/sentence.ts'
import { momentOf } from '../../shared/time/instant.ts'
import { MovingCard } from '../import/import-card.tsx'
import { SiteBanner } from '../shell/banners/site-banner.tsx'
import { laterPart } from '../shell/later-part.ts'
import { Screen } from '../shell/screen.tsx'
import { usePage, usePageState } from '../state/page-context.ts'
import { sayMoment } from '../time/moments.ts'
import { currentSecond } from '../time/ticker.ts'
import { useLocale } from '../time/use-locale.ts'
import { ConsumersCard } from './consumers-card.tsx'
import { DoctorCard } from './doctor-card.tsx'
import { LookCard } from './look-card.tsx'
import { NotifyCard } from './notify-card.tsx'
import { RenewalCard } from './renewal-card.tsx'
import { VaultCard } from './vault-card.tsx'

/** A workstation alone does not even load it. */
const FleetCard = laterPart(() => import('../fleet/fleet-card.tsx').then((module) => module.FleetCard))

export function SettingsPage() {
  const { words } = usePage()
  const isShared = usePageState((state) => state.vault?.kind === 'shared')
  return (
    <Screen title={words.settings.title} under={<About />}>
      <Stack gap={16} maw={720}>
        <SiteBanner />
        <VaultCard />
        {isShared ? (
          <Suspense>
            <FleetCard />
          </Suspense>
        ) : null}
        <RenewalCard />
        <MovingCard />
        <ConsumersCard />
        <NotifyCard />
        <LookCard />
        <DoctorCard />
      </Stack>
    </Screen>
  )
}

/** Which Everbearer this is: the first thing that somebody who helps will ask. */
function About() {
  const { settings } = usePage().words
  const locale = useLocale()
  const keeper = usePageState((state) => state.keeper)
  const since = momentOf(keeper?.since ?? null)
  if (keeper === null || since === null) return null
  const at = sayMoment(since, currentSecond(), locale)
  return filled(settings.aboutSay, { version: keeper.version, host: keeper.host, pid: keeper.pid, at })
}
