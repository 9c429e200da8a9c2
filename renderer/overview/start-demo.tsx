import { Button } from '@mantine/core'
import { useStartDemo } from '../demo/use-start-demo.ts'
import { usePage } from '../state/page-context.ts'

/** Only where the host has a demo. */
export function StartDemo() {
  const { overview } = usePage().words
  const { busy, start } = useStartDemo()
  return (
    <Button variant="default" loading={busy} onClick={() => void start()}>
      {overview.firstDemo}
    </Button>
  )
}
