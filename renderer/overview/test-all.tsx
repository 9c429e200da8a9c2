import { Button } from '@mantine/core'
import type { ConnectionView } from '../../shared/connections/view.ts'
import { usePage, usePageState } from '../state/page-context.ts'
import { runTogether, testConnection } from './together/run-together.ts'

/** Tests every connection that is not paused, a few at a time; bulk-action-line.tsx shows progress and result. */
export function TestAll() {
  const page = usePage()
  const busy = usePageState(({ work }) => work?.outcome === null)
  const hasTestable = usePageState(({ connections }) => connections?.some(isTestable) === true)
  return (
    <Button
      variant="default"
      disabled={busy || !hasTestable}
      onClick={() => {
        const names = (page.store.get().connections ?? []).filter(isTestable).map(({ name }) => name)
        void runTogether(page, 'test', names, (name) => testConnection(page, name))
      }}
    >
      {page.words.overview.testAll}
    </Button>
  )
}

function isTestable({ state }: ConnectionView): boolean {
  return state !== 'paused'
}
