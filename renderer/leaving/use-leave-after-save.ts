import { useEffect, useState } from 'react'

/** Leaves a screen whose input is saved: `isLeaving` first removes the guard, and only then does it navigate, without being asked. */
export function useLeaveAfterSave(): { readonly isLeaving: boolean; readonly leaveBy: (navigate: () => void) => void } {
  const [navigate, setNavigate] = useState<(() => void) | null>(null)
  useEffect(() => navigate?.(), [navigate])
  return { isLeaving: navigate !== null, leaveBy: (next) => setNavigate(() => next) }
}
