import type { ComponentProps } from 'react'
import { Dialog } from '../shell/dialog.tsx'
import { LeaveQuestion, useLeaveGuard } from './leave-guard.tsx'

/**
 * A dialog with something to fill in. Once there is, Escape and the cross ask before it is lost, as every way off the screen does, and
 * a press beside the dialog does nothing; its own Cancel says what it means and asks nobody.
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
    // Not before this key is through: it would answer the question with the same press.
    setTimeout(() => ask(leave))
  }

  return (
    <Dialog {...others} close={askThenClose} closeOnClickOutside={!typed} closeOnEscape={question.leave === null}>
      {children}
      {/* Gone with the dialog, it does not take the focus back into it. */}
      {opened ? <LeaveQuestion {...question} saving={busy} /> : null}
    </Dialog>
  )
}
