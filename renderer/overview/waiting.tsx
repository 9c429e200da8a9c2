import { Skeleton, VisuallyHidden } from '@mantine/core'
import { FaultNote } from '../shell/fault-note.tsx'
import { Screen } from '../shell/screen.tsx'
import { usePage, usePageState } from '../state/page-context.ts'

/** A screen whose facts have not come yet: its shape, or why they do not come. */
export function Waiting({ title }: { title: string }) {
  const { shell } = usePage().words
  const fault = usePageState((state) => state.fault)
  const closed = usePageState((state) => state.line === 'closed')
  return (
    <Screen title={closed ? shell.closedHeading : title}>
      {fault === null ? null : <FaultNote fault={fault} />}
      {closed || fault !== null ? null : (
        <div aria-busy="true">
          <VisuallyHidden role="status">{shell.loading}</VisuallyHidden>
          <Skeleton height={20} width="40%" mb="md" />
          <Skeleton height={220} radius="lg" />
        </div>
      )}
    </Screen>
  )
}
