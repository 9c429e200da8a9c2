import { useState } from 'react'
import { goTo } from '../routes/router.ts'
import { usePage } from '../state/page-context.ts'

/** Starts the demo, or finds it running, and goes to where it can be watched. */
export function useStartDemo(): { busy: boolean; start(): Promise<void> } {
  const { actions } = usePage()
  const [busy, setBusy] = useState(false)
  return {
    busy,
    async start() {
      setBusy(true)
      const name = await actions.demo()
      setBusy(false)
      if (name !== null) goTo({ screen: 'connection', name })
    },
  }
}
