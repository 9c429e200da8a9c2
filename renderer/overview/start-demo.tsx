import { Button } from '@mantine/core'
import { useStartDemo } from '../demo/use-start-demo.ts'
import { usePage } from '../state/page-context.ts'

/** Offered only where the host can do it. */
export function StartDemo() {
  const { overview } = usePage().words
  const { busy, start } = useStartDemo()
  return (
    <Button variant="default" loading={busy} onClick={() => void start()}>
      {overview.firstDemo}
    </Button>
  )
}
