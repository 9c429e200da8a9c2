import { useEffect, useState } from 'react'
import { focusOnceOpen } from '../keyboard/keep-focus.ts'

/**
 * For a dialog that is there only while it is open: once it is gone, the focus goes back to what opened it, which may have
 * been an entry of a menu that is gone as well, or is shut while what was asked for goes on. Nothing is taken from a screen that has it by then.
 */
export function useFocusBack(): void {
  const [opener] = useState(() => openerAt(document.activeElement))
  useEffect(
    () => () => {
      setTimeout(() => {
        if (document.activeElement !== document.body) return
        opener?.focus()
        if (opener instanceof HTMLButtonElement && opener.disabled) focusOnceOpen(opener)
      })
    },
    [opener],
  )
}

function openerAt(element: Element | null): HTMLElement | null {
  const menu = element?.closest('[role="menu"]') ?? null
  const opener = menu === null ? element : document.getElementById(menu.getAttribute('aria-labelledby') ?? '')
  return opener instanceof HTMLElement ? opener : null
}
