import { type RefObject, useEffect, useRef } from 'react'

/** Whether the component is unmounted, for calls that outlive it. */
export function useIsLeft(): RefObject<boolean> {
  const isLeft = useRef(false)
  useEffect(() => {
    isLeft.current = false
    return () => {
      isLeft.current = true
    }
  }, [])
  return isLeft
}
