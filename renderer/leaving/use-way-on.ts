import { useEffect, useState } from 'react'

/**
 * The way on from a screen whose work is saved or handed over: from `goOn` on `isGoing` holds, with which the guard goes, and then the
 * way is taken, on which nobody is asked any more.
 */
export function useWayOn(): { readonly isGoing: boolean; readonly goOn: (way: () => void) => void } {
  const [way, setWay] = useState<(() => void) | null>(null)
  useEffect(() => way?.(), [way])
  return { isGoing: way !== null, goOn: (next) => setWay(() => next) }
}
