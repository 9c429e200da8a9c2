import { setGuard } from '../routes/router.ts'

/**
 * What is filled in somewhere on the page and not saved. While there is any, each way out asks first (Back, a link, closing the tab,
 * loading the page anew), and a mark is kept that it is there; never what it is. The mark outlives a page that crashes or is loaded anew,
 * and nothing else, so that whoever finds an empty form is told why it is empty.
 */
type Ask = (leave: () => void) => void

const KEPT_AS = 'everbearer.unsaved'

/** The newest asks, which is the dialog and not the form under it. */
const guards: Ask[] = []

/** The address of the screen that was lost with the page before this one. */
let lost = taken()

function taken(): string | null {
  const address = sessionStorage.getItem(KEPT_AS)
  sessionStorage.removeItem(KEPT_AS)
  return address
}

/** Until what is given is called. */
export function guardUnsaved(ask: Ask): () => void {
  guards.push(ask)
  sessionStorage.setItem(KEPT_AS, location.hash)
  addEventListener('beforeunload', warn)
  setGuard(ask)
  return () => {
    guards.splice(guards.indexOf(ask), 1)
    setGuard(guards.at(-1) ?? null)
    if (guards.length > 0) return
    sessionStorage.removeItem(KEPT_AS)
    removeEventListener('beforeunload', warn)
  }
}

/** For a way that loses it within its screen. The focus stays where it was, also where the question goes with what was lost. */
export function askFirst(go: () => void): void {
  const ask = guards.at(-1)
  if (ask === undefined) return go()
  const opener = document.activeElement
  ask(() => {
    go()
    setTimeout(() => {
      if (document.activeElement === document.body && opener instanceof HTMLElement) opener.focus()
    })
  })
}

function warn(event: BeforeUnloadEvent): void {
  event.preventDefault()
}

/** True where something on this very screen was lost; told once. */
export function wasLost(): boolean {
  return lost === location.hash
}

export function forgetLost(): void {
  lost = null
}
