import { PasswordInput, type PasswordInputProps } from '@mantine/core'
import { useId } from 'react'
import { usePage } from '../state/page-context.ts'

/**
 * A field for a secret. Mantine's own names neither its help nor its error to assistive programs, so that is done
 * here; and the button that shows what is typed can be reached by keyboard.
 */
export function PasswordField({ error, description, ...others }: PasswordInputProps) {
  const { shell } = usePage().words
  const id = useId()
  const describedBy = [description && `${id}-description`, error && `${id}-error`].filter(Boolean).join(' ')
  return (
    <PasswordInput
      spellCheck={false}
      visibilityToggleFocusable
      visibilityToggleButtonProps={{ 'aria-label': shell.showSecret }}
      {...others}
      id={id}
      description={description}
      error={error}
      aria-invalid={Boolean(error)}
      {...(describedBy === '' ? {} : { 'aria-describedby': describedBy })}
    />
  )
}
