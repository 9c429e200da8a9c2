import { Button, Group, Modal, Text } from '@mantine/core'
import { useCallback, useEffect, useState } from 'react'
import { usePage } from '../state/page-context.ts'
import { guardUnsaved } from './unsaved.ts'

/** The way on, where somebody is asked whether to take it. */
type Question = { readonly leave: (() => void) | null; readonly stay: () => void }

/** Nothing that was filled in is lost by a slip: leaving asks first, and so does closing the tab. */
export function LeaveGuard({ active }: { active: boolean }) {
  const { question } = useLeaveGuard(active)
  return <LeaveQuestion {...question} />
}

/** For whatever has a way out of its own, which asks by `ask` as well. */
export function useLeaveGuard(active: boolean) {
  const [leave, setLeave] = useState<(() => void) | null>(null)
  const ask = useCallback((go: () => void): void => setLeave(() => go), [])
  useEffect(() => (active ? guardUnsaved(ask) : undefined), [active, ask])
  const question: Question = { leave, stay: () => setLeave(null) }
  return { question, ask }
}

export function LeaveQuestion({ leave, stay }: Question) {
  const { leaving, shell } = usePage().words
  return (
    <Modal
      opened={leave !== null}
      onClose={stay}
      title={leaving.title}
      closeButtonProps={{ 'aria-label': shell.close }}
      centered
    >
      <Text size="md">{leaving.say}</Text>
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={() => leave?.()}>
          {leaving.yes}
        </Button>
        <Button onClick={stay} data-autofocus>
          {leaving.no}
        </Button>
      </Group>
    </Modal>
  )
}
