import { useMemo, useSyncExternalStore } from 'react'
import { addressOf, type Route, readQuery, readRoute } from './route.ts'

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
  const kept = placeHere()
  if (kept === null && guard !== null) return holdBack(guard)
  const to = kept ?? mark(place + 1)
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

/**
 * A link leads away from a guarded screen: what was made for it in the history stands for that screen at once, and is gone
 * back from in its own time. So links that come in a burst find the way back whatever is under way.
 */
function holdBack(ask: Guard): void {
  const wanted = location.hash
  history.replaceState({ place }, '', address)
  history.back()
  ask(() => {
    guard = null
    location.hash = wanted
  })
}

function placeHere(): number | null {
  const state: unknown = history.state
  const at = typeof state === 'object' && state !== null && 'place' in state ? state.place : null
  return typeof at === 'number' ? at : null
}

function mark(at: number): number {
  history.replaceState({ place: at }, '')
  return at
}

/** The overview as it was last asked for: whoever goes back to it finds it so. */
let overview = readRoute(address).screen === 'overview' ? address : '#/'

export function lastOverview(): string {
  return overview
}

function show(next: string): void {
  address = next
  if (readRoute(next).screen === 'overview') overview = next
  for (const listener of listeners) listener()
}

export function goTo(route: Route): void {
  location.hash = route.screen === 'overview' ? overview : addressOf(route)
}

/**
 * Another query for the screen that is shown: no step in the tab's history, and nobody is asked whether to leave. Who is on the way
 * to another screen, of which this page hears a moment later, is not brought back by it.
 */
export function putQuery(query: string): void {
  const [path = '#/'] = address.split('?')
  const next = query === '' ? path : `${path}?${query}`
  if (next === address || placeHere() !== place) return
  history.replaceState(history.state, '', next)
  show(next)
}

export function useRoute(): Route {
  const hash = useAddress((whole) => whole.split('?')[0] ?? '')
  return useMemo(() => readRoute(hash), [hash])
}

/** A part of the query of the present address; what `part` gives is compared, so it should be a text. */
export function useQuery(part: (query: string) => string): string {
  return useAddress((whole) => part(readQuery(whole)))
}

function useAddress(part: (whole: string) => string): string {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => part(address),
  )
}

/** The query as it is now, for whoever need not follow it. */
export function queryNow(): string {
  return readQuery(address)
}

/** `ask` is called when somebody wants to leave; it calls what it was given to let them. */
export function setGuard(ask: Guard | null): void {
  guard = ask
}
