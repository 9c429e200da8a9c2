import { Modal, type ModalProps } from '@mantine/core'
import { usePage } from '../state/page-context.ts'
import { LeaveQuestion, useLeaveGuard } from './leave-guard.tsx'

/**
 * A dialog with something to fill in. Once there is, Escape and the cross ask before it is lost, as every way off the screen does, and
 * a press beside the dialog does nothing; its own Cancel says what it means and asks nobody.
 */
export function TypedDialog({ typed, onClose, children, ...others }: ModalProps & { readonly typed: boolean }) {
  const { shell } = usePage().words
  const { question, ask } = useLeaveGuard(typed && others.opened)

  function close(): void {
    if (!typed) return onClose()
    const leave = (): void => {
      question.stay()
      onClose()
    }
    // Not before this key is through: it would answer the question with the same press.
    setTimeout(() => ask(leave))
  }

  return (
    <Modal
      {...others}
      onClose={close}
      closeOnClickOutside={!typed}
      closeOnEscape={question.leave === null}
      closeButtonProps={{ 'aria-label': shell.close }}
    >
      {children}
      {/* Gone with the dialog, it does not take the focus back into it. */}
      {others.opened ? <LeaveQuestion {...question} /> : null}
    </Modal>
  )
}
