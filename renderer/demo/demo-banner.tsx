import { Button, Group } from '@mantine/core'
import { Suspense } from 'react'
import { isDemo } from '../../shared/connections/demo-connection.ts'
import type { ConnectionView } from '../../shared/connections/view.ts'
import { Banner } from '../shell/banners/banner.tsx'
import { laterPart } from '../shell/later-part.ts'
import { usePage, usePageState } from '../state/page-context.ts'
import { useStartDemo } from './use-start-demo.ts'

/** Loaded apart: most people look at the demo once. */
const DemoGuide = laterPart(() => import('./demo-guide.tsx').then((module) => module.DemoGuide))

/** What a demo connection is, and the way out of it; nothing for a connection of the person's own. */
export function DemoBanner({ view, removed }: { view: ConnectionView; removed?: () => void }) {
  const { words, host } = usePage()
  const { demo } = words
  if (!isDemo(view)) return null
  const over = isOver(view)
  const banner = (
    <Banner
      tone={over ? 'grey' : 'sky'}
      title={`${over ? demo.overTitle : demo.runningTitle}.`}
      action={
        <Group gap="xs">
          {over && host.can.demo ? <Again /> : null}
          <Remove name={view.name} word={over ? demo.remove : demo.end} {...(removed ? { removed } : {})} />
        </Group>
      }
    >
      {over ? demo.overSay : demo.runningSay}
    </Banner>
  )
  if (over) return banner
  return (
    <>
      {banner}
      <Suspense fallback={null}>
        <DemoGuide view={view} />
      </Suspense>
    </>
  )
}

/** While its server runs nothing ever troubles it, so a trouble means that the server has ended. */
function isOver({ fault, state }: ConnectionView): boolean {
  return fault !== null && state !== 'unsaved'
}

function Again() {
  const { demo } = usePage().words
  const { busy, start } = useStartDemo()
  return (
    <Button variant="default" loading={busy} onClick={() => void start()}>
      {demo.again}
    </Button>
  )
}

function Remove({ name, word, removed }: { name: string; word: string; removed?: () => void }) {
  const { actions } = usePage()
  const busy = usePageState((state) => state.actions[name] === 'remove')
  return (
    <Button
      variant="default"
      loading={busy}
      onClick={() => void actions.remove(name).then((done) => done && removed?.())}
    >
      {word}
    </Button>
  )
}
