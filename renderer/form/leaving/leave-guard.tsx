import { Button, Group, Modal, Text } from '@mantine/core'
import { useEffect, useState } from 'react'
import { setGuard } from '../../routes/router.ts'
import { usePage } from '../../state/page-context.ts'
import { markUnsaved } from './unsaved-mark.ts'

/** Nothing that was filled in is lost by a slip: leaving asks first, and so does closing the tab. */
export function LeaveGuard({ active }: { active: boolean }) {
  const { form, shell } = usePage().words
  const [leave, setLeave] = useState<(() => void) | null>(null)
  useEffect(() => {
    if (!active) return
    const warn = (event: BeforeUnloadEvent): void => event.preventDefault()
    setGuard((go) => setLeave(() => go))
    addEventListener('beforeunload', warn)
    const unmark = markUnsaved()
    return () => {
      setGuard(null)
      removeEventListener('beforeunload', warn)
      unmark()
    }
  }, [active])
  const stay = (): void => setLeave(null)
  return (
    <Modal
      opened={leave !== null}
      onClose={stay}
      title={form.leaveTitle}
      closeButtonProps={{ 'aria-label': shell.close }}
      centered
    >
      <Text size="md">{form.leaveSay}</Text>
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={() => leave?.()}>
          {form.leaveYes}
        </Button>
        <Button onClick={stay} data-autofocus>
          {form.leaveNo}
        </Button>
      </Group>
    </Modal>
  )
}
