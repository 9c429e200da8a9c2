import { Skeleton, VisuallyHidden } from '@mantine/core'
import { FaultNote } from '../shell/fault-note.tsx'
import { Screen } from '../shell/screen.tsx'
import { usePage, usePageState } from '../state/page-context.ts'

/** Shown until the first list has come: a skeleton, or the reason why it does not come. */
export function LoadingScreen({ title }: { title: string }) {
  const { shell } = usePage().words
  const fault = usePageState((state) => state.fault)
  const isClosed = usePageState((state) => state.line === 'closed')
  return (
    <Screen title={isClosed ? shell.closedHeading : title}>
      {fault === null ? null : <FaultNote fault={fault} />}
      {isClosed || fault !== null ? null : (
        <div aria-busy="true">
          <VisuallyHidden role="status">{shell.loading}</VisuallyHidden>
          <Skeleton height={20} width="40%" mb="md" />
          <Skeleton height={220} radius="lg" />
        </div>
      )}
    </Screen>
  )
}
