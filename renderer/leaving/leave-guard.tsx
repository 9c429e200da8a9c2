import { Button, Text } from '@mantine/core'
import { useCallback, useEffect, useState } from 'react'
import { Answers, Dialog } from '../shell/dialog.tsx'
import { usePage } from '../state/page-context.ts'
import { guardUnsaved } from './unsaved.ts'

/** `leave`: what to do on yes; null while nothing is asked. */
type LeaveQuestionProps = { readonly leave: (() => void) | null; readonly stay: () => void }

/** Asks before unsaved input is lost, also when the tab is closed. */
export function LeaveGuard({ active, saving = false }: { active: boolean; saving?: boolean }) {
  const { question } = useLeaveGuard(active)
  return <LeaveQuestion {...question} saving={saving} />
}

/** For a caller that also asks by itself, with `ask`. */
export function useLeaveGuard(active: boolean) {
  const [leave, setLeave] = useState<(() => void) | null>(null)
  const ask = useCallback((go: () => void): void => setLeave(() => go), [])
  useEffect(() => (active ? guardUnsaved(ask) : undefined), [active, ask])
  const question: LeaveQuestionProps = { leave, stay: () => setLeave(null) }
  return { question, ask }
}

/** `saving`: the input is being saved right now. */
export function LeaveQuestion({ leave, stay, saving }: LeaveQuestionProps & { readonly saving: boolean }) {
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
