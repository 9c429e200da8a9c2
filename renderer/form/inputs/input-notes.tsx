import type { ReactNode } from 'react'
import type { Mistake } from '../../../shared/systems/system.ts'
import { FieldNotes } from './field-notes.tsx'

/** What every input of the form is given: help and warnings under it, errors marked as such for assistive programs. */
export function inputNotes(help: ReactNode, mistakes: readonly Mistake[], system: string) {
  const errors = mistakes.filter(({ level }) => level === 'error')
  const warnings = mistakes.filter(({ level }) => level === 'warning')
  return {
    description: (
      <>
        {help}
        <FieldNotes mistakes={warnings} system={system} />
      </>
    ),
    error: errors.length === 0 ? false : <FieldNotes mistakes={errors} system={system} />,
    inputWrapperOrder: ['label', 'input', 'description', 'error'] as ('label' | 'input' | 'description' | 'error')[],
  }
}
