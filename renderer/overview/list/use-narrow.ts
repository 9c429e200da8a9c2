import { useSyncExternalStore } from 'react'

/** As in list.module.css. */
const NARROW = '(width < 1060px)'

/** Made once: the list asks at each painting, and making one takes the browser a tenth of that. */
let asked: MediaQueryList | null = null

function query(): MediaQueryList {
  asked ??= matchMedia(NARROW)
  return asked
}

function subscribe(changed: () => void): () => void {
  query().addEventListener('change', changed)
  return () => query().removeEventListener('change', changed)
}

/** True where a row stands in several lines. */
export function useNarrow(): boolean {
  return useSyncExternalStore(subscribe, () => query().matches)
}
