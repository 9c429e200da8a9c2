import { Button } from '@mantine/core'
import { usePage } from '../state/page-context.ts'

/** Offered only where the host can do it. */
export function StartDemo() {
  const { words, actions } = usePage()
  return (
    <Button variant="default" onClick={() => void actions.demo()}>
      {words.overview.firstDemo}
    </Button>
  )
}
