import { Button, Group, Modal, type ModalProps, Stack } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Fault } from '../../shared/fault.ts'
import { usePage } from '../state/page-context.ts'
import { FaultNote } from './fault-note.tsx'
import { useFocusBack } from './focus-back.ts'

type DialogProps = Omit<ModalProps, 'opened' | 'onClose'> & {
  /** Left out by one that is there only while it is open. */
  readonly opened?: boolean
  readonly close: () => void
}

/** The frame of a dialog: its title, a cross that says what it does, and what stands in it, one below the other. */
export function Dialog({ opened = true, close, children, ...others }: DialogProps) {
  const { shell } = usePage().words
  useFocusBack(opened)
  return (
    <Modal opened={opened} onClose={close} closeButtonProps={{ 'aria-label': shell.close }} centered {...others}>
      <Stack gap="sm">{children}</Stack>
    </Modal>
  )
}

type AnswersProps = {
  readonly close: () => void
  /** The word of the harmless answer, which shuts the dialog and does nothing else. */
  readonly no: string
  /** Whether it has the focus, as where there is nothing to fill in. */
  readonly focused?: boolean
  /** What came of the other answer, told before both. */
  readonly fault?: Fault | null
  /** The connection that the fault is about. */
  readonly name?: string
  /** No room above, below fields. */
  readonly flush?: boolean
  /** The button of the other answer. */
  readonly children?: ReactNode
}

/** At the end of every dialog that asks something. */
export function Answers({ close, no, focused, fault = null, name, flush, children }: AnswersProps) {
  return (
    <>
      {fault === null ? null : <FaultNote fault={fault} {...(name === undefined ? {} : { name })} />}
      <Group justify="flex-end" mt={flush === true ? 0 : 'xs'}>
        <Button variant="default" onClick={close} data-autofocus={focused === true ? true : undefined}>
          {no}
        </Button>
        {children}
      </Group>
    </>
  )
}
