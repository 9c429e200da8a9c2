import { setGuard } from '../routes/router.ts'

/**
 * Unsaved input on the page. While there is any, every way out asks first (Back, a link, closing the tab, reloading), and the
 * session storage holds the address of its screen, never the input. It outlives a crash or a reload, so that the empty form can
 * say why it is empty.
 */
type Ask = (leave: () => void) => void

const STORAGE_KEY = 'everbearer.unsaved'

/** The newest one asks: a dialog before the form under it. */
const guards: Ask[] = []

/** The address of the screen whose input was lost with the last page. */
let lostAddress = takeLostAddress()

function takeLostAddress(): string | null {
  const address = sessionStorage.getItem(STORAGE_KEY)
  sessionStorage.removeItem(STORAGE_KEY)
  return address
}

/** Guards until the returned function is called. */
export function guardUnsaved(ask: Ask): () => void {
  guards.push(ask)
  sessionStorage.setItem(STORAGE_KEY, location.hash)
  addEventListener('beforeunload', warn)
  setGuard(ask)
  return () => {
    guards.splice(guards.indexOf(ask), 1)
    setGuard(guards.at(-1) ?? null)
    if (guards.length > 0) return
    sessionStorage.removeItem(STORAGE_KEY)
    removeEventListener('beforeunload', warn)
  }
}

/** For what loses input within its screen. Restores the focus, also where the confirmation is unmounted together with the input. */
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

/** Whether input on this very screen was lost. */
export function wasLost(): boolean {
  return lostAddress === location.hash
}

export function forgetLost(): void {
  lostAddress = null
}
