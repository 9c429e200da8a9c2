import type { ComponentProps } from 'react'
import { Dialog } from '../shell/dialog.tsx'
import { LeaveQuestion, useLeaveGuard } from './leave-guard.tsx'

/**
 * A dialog with input. Once something is typed, Escape and the cross ask before closing, and a click beside the dialog does nothing.
 * Its own Cancel closes without asking.
 */
export function TypedDialog({
  typed,
  busy = false,
  close,
  children,
  ...others
}: ComponentProps<typeof Dialog> & { readonly typed: boolean; readonly busy?: boolean }) {
  const { opened = true } = others
  const { question, ask } = useLeaveGuard(typed && opened)

  function askThenClose(): void {
    if (!typed) return close()
    const leave = (): void => {
      question.stay()
      close()
    }
    // After this key event, which would otherwise answer the confirmation too.
    setTimeout(() => ask(leave))
  }

  return (
    <Dialog {...others} close={askThenClose} closeOnClickOutside={!typed} closeOnEscape={question.leave === null}>
      {children}
      {/* Unmounted with the dialog, so that it does not put the focus back into it. */}
      {opened ? <LeaveQuestion {...question} saving={busy} /> : null}
    </Dialog>
  )
}
