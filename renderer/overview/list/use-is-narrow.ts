import { useSyncExternalStore } from 'react'

/** As in list.module.css. */
const NARROW = '(width < 1060px)'

/** Made once: making one takes a tenth of the time of a render of the list. */
let mediaQuery: MediaQueryList | null = null

function narrowQuery(): MediaQueryList {
  mediaQuery ??= matchMedia(NARROW)
  return mediaQuery
}

function subscribe(onChange: () => void): () => void {
  narrowQuery().addEventListener('change', onChange)
  return () => narrowQuery().removeEventListener('change', onChange)
}

/** True where a row takes several lines. */
export function useIsNarrow(): boolean {
  return useSyncExternalStore(subscribe, () => narrowQuery().matches)
}
