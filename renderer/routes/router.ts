import { useSyncExternalStore } from 'react'
import { addressOf, type Route, readRoute } from './route.ts'

/**
 * Which screen is shown. A screen with unsaved changes sets a guard; every way out (link, back button, code) then
 * waits for its answer.
 */
type Guard = (leave: () => void) => void

// A ticket in the address is not a place to come back to.
let address = location.hash.startsWith('#/') ? location.hash : '#/'
/** Each entry of the tab's history carries its number, so that a step there can be taken back whatever it was. */
let place = placeHere() ?? 0
let guard: Guard | null = null
let takingBack = false
const listeners = new Set<() => void>()

mark(place)

addEventListener('hashchange', () => {
  const to = placeHere() ?? mark(place + 1)
  const step = to - place
  if (takingBack || guard === null || step === 0) {
    place = to
    const returned = takingBack
    takingBack = false
    return returned ? undefined : show(location.hash)
  }
  // The browser has gone already; it is sent back until the person has said what to do.
  takingBack = true
  place = to
  history.go(-step)
  guard(() => {
    guard = null
    history.go(step)
  })
})

function placeHere(): number | null {
  const state: unknown = history.state
  const at = typeof state === 'object' && state !== null && 'place' in state ? state.place : null
  return typeof at === 'number' ? at : null
}

function mark(at: number): number {
  history.replaceState({ place: at }, '')
  return at
}

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
