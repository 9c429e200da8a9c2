import { Button } from '@mantine/core'
import { useMemo } from 'react'
import type { ConnectionView } from '../../shared/connections/view.ts'
import { usePage, usePageState } from '../state/page-context.ts'
import { runTogether, testOf } from './together/run-together.ts'

/** Tests every connection that is not paused, a few at a time; how far it is and what came of it stands below (work-line.tsx). */
export function TestAll({ views }: { views: readonly ConnectionView[] }) {
  const page = usePage()
  const busy = usePageState(({ work }) => work?.outcome === null)
  const names = useMemo(() => views.filter(({ state }) => state !== 'paused').map(({ name }) => name), [views])
  return (
    <Button
      variant="default"
      disabled={busy || names.length === 0}
      onClick={() => void runTogether(page, 'test', names, (name) => testOf(page, name))}
    >
      {page.words.overview.testAll}
    </Button>
  )
}
