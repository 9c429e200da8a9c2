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
    return () => giveBackLater({ element, place })
  }, [opened, element, place])
}

/** Of dialogs that go at once, the inner one first. */
const waiting: Opener[] = []

/** The outer one gives back before the inner one, which would give the focus to a field that is about to go. */
function giveBackLater(opener: Opener): void {
  if (waiting.push(opener) > 1) return
  setTimeout(() => {
    for (const each of waiting.splice(0).reverse()) giveBack(each)
  })
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
