import { useSyncExternalStore } from 'react'
import { addressOf, type Route, readRoute } from './route.ts'

/**
 * Which screen is shown. A screen with unsaved changes sets a guard; every way out (link, back button, code) then
 * waits for its answer.
 */
type Guard = (leave: () => void) => void

// A ticket in the address is not a place to come back to.
let address = location.hash.startsWith('#/') ? location.hash : '#/'
let guard: Guard | null = null
const listeners = new Set<() => void>()

addEventListener('hashchange', () => {
  if (location.hash === address) return
  const wanted = location.hash
  if (guard === null) return show(wanted)
  // The browser has gone already; the address is put back until the person has said what to do.
  history.replaceState(null, '', address)
  guard(() => {
    guard = null
    location.hash = wanted
  })
})

function show(next: string): void {
  address = next
  for (const listener of listeners) listener()
}

export function goTo(route: Route): void {
  location.hash = addressOf(route)
}

export function useRoute(): Route {
  const hash = useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => address,
  )
  return readRoute(hash)
}

/** `ask` is called when somebody wants to leave; it calls what it was given to let them. */
export function setGuard(ask: Guard | null): void {
  guard = ask
}
