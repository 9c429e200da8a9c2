import { useEffect, useState } from 'react'
import { focusOnceOpen } from '../keyboard/keep-focus.ts'

type Opener = { readonly element: HTMLElement | null; readonly place: Element | null }

/**
 * Once a dialog is shut, or gone, the focus goes back to what opened it, which may have been an entry of a menu that is gone as well,
 * or is shut while what was asked for goes on, or goes with what was done. Nothing is taken from a screen that has it by then.
 */
export function useFocusBack(opened = true): void {
  const [seen, see] = useState<Opener & { readonly opened: boolean }>({ opened: false, element: null, place: null })
  // While it is painted for the first time, since it takes the focus right after.
  if (seen.opened !== opened) see(opened ? { opened, ...openerAt(document.activeElement) } : { ...seen, opened })
  const { element, place } = seen
  useEffect(() => {
    if (!opened) return undefined
    return () => void setTimeout(() => giveBack({ element, place }))
  }, [opened, element, place])
}

function giveBack({ element, place }: Opener): void {
  const { activeElement, body } = document
  if (element === null || (activeElement !== body && activeElement !== element)) return
  element.focus()
  focusOnceOpen(element, undefined, place)
}

function openerAt(active: Element | null): Opener {
  const menu = active?.closest('[role="menu"]') ?? null
  const opener = menu === null ? active : document.getElementById(menu.getAttribute('aria-labelledby') ?? '')
  const element = opener instanceof HTMLElement && opener !== document.body ? opener : null
  return { element, place: element?.parentElement ?? null }
}
