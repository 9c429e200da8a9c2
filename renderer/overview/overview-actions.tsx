import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { addressOf } from '../routes/route.ts'
import { usePage } from '../state/page-context.ts'
import { TestAll } from './test-all.tsx'

/** Actions that need no selection. */
export function OverviewActions() {
  const { overview } = usePage().words
  return (
    <>
      <TestAll />
      <Button component="a" href={addressOf({ screen: 'add' })} leftSection={<IconPlus size={16} aria-hidden />}>
        {overview.add}
      </Button>
    </>
  )
}
