import { Button, Text } from '@mantine/core'
import { useCallback, useEffect, useState } from 'react'
import { Answers, Dialog } from '../shell/dialog.tsx'
import { usePage } from '../state/page-context.ts'
import { guardUnsaved } from './unsaved.ts'

/** The way on, where somebody is asked whether to take it. */
type Question = { readonly leave: (() => void) | null; readonly stay: () => void }

/** Nothing that was filled in is lost by a slip: leaving asks first, and so does closing the tab. */
export function LeaveGuard({ active, saving = false }: { active: boolean; saving?: boolean }) {
  const { question } = useLeaveGuard(active)
  return <LeaveQuestion {...question} saving={saving} />
}

/** For whatever has a way out of its own, which asks by `ask` as well. */
export function useLeaveGuard(active: boolean) {
  const [leave, setLeave] = useState<(() => void) | null>(null)
  const ask = useCallback((go: () => void): void => setLeave(() => go), [])
  useEffect(() => (active ? guardUnsaved(ask) : undefined), [active, ask])
  const question: Question = { leave, stay: () => setLeave(null) }
  return { question, ask }
}

/** `saving`: what was filled in is on its way this moment. */
export function LeaveQuestion({ leave, stay, saving }: Question & { readonly saving: boolean }) {
  const { leaving } = usePage().words
  return (
    <Dialog opened={leave !== null} close={stay} title={saving ? leaving.savingTitle : leaving.title}>
      <Text size="md">{saving ? leaving.savingSay : leaving.say}</Text>
      <Answers close={() => leave?.()} no={leaving.yes}>
        <Button onClick={stay} data-autofocus>
          {leaving.no}
        </Button>
      </Answers>
    </Dialog>
  )
}
