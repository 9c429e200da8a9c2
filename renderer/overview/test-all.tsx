import { Button } from '@mantine/core'
import type { ConnectionView } from '../../shared/connections/view.ts'
import { usePage, usePageState } from '../state/page-context.ts'
import { runTogether, testOf } from './together/run-together.ts'

/** Tests every connection that is not paused, a few at a time; how far it is and what came of it stands below (work-line.tsx). */
export function TestAll() {
  const page = usePage()
  const busy = usePageState(({ work }) => work?.outcome === null)
  const any = usePageState(({ connections }) => connections?.some(isTested) === true)
  return (
    <Button
      variant="default"
      disabled={busy || !any}
      onClick={() => {
        const names = (page.store.get().connections ?? []).filter(isTested).map(({ name }) => name)
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
