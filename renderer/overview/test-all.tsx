import { Button } from '@mantine/core'
import type { ConnectionView } from '../../shared/connections/view.ts'
import { usePage, usePageState } from '../state/page-context.ts'
import { runTogether, testOf } from './together/run-together.ts'

/** Tests every connection that is not paused, a few at a time; how far it is and what came of it stands below (work-line.tsx). */
export function TestAll({ views }: { views: readonly ConnectionView[] }) {
  const page = usePage()
  const busy = usePageState(({ work }) => work?.outcome === null)
  return (
    <Button
      variant="default"
      disabled={busy || !views.some(isTested)}
      onClick={() => {
        const names = views.filter(isTested).map(({ name }) => name)
        void runTogether(page, 'test', names, (name) => testOf(page, name))
      }}
    >
      {page.words.overview.testAll}
    </Button>
  )
}

function isTested({ state }: ConnectionView): boolean {
  return state !== 'paused'
}
