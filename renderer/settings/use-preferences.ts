import { useState } from 'react'
import type { Preferences } from '../../shared/api/contract/contract.ts'
import type { Fault } from '../../shared/fault.ts'
import { useCall } from '../leaving/use-call.ts'
import { usePage, usePageState } from '../state/page-context.ts'
import { useCallOnChange } from '../state/use-call-on-change.ts'

/** The keeper's preferences, and the way to set one; read again whenever the line has come back, or somebody has set one. */
export function usePreferences() {
  const { host } = usePage()
  const [preferences, setPreferences] = useState<Preferences | null>(null)
  const { fault, run } = useCall()
  const [asked, setAsked] = useState<keyof Preferences | null>(null)
  const changes = usePageState((state) => state.settingsChanges)
  useCallOnChange('settings.get', {}, (reply) => reply.ok && setPreferences(reply.value), changes)

  async function set(key: keyof Preferences, value: string): Promise<boolean> {
    setAsked(key)
    const kept = await run(() => host.call('settings.set', { key, value }))
    if (kept !== null) setPreferences(kept)
    return kept !== null
  }

  /** What came of setting this one, where it was the last. */
  const faultOf = (key: keyof Preferences): Fault | null => (key === asked ? fault : null)
  return { preferences, faultOf, set }
}
