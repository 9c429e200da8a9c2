import { useState } from 'react'
import type { Preferences } from '../../shared/api/contract/contract.ts'
import type { Fault } from '../../shared/fault.ts'
import { usePage } from '../state/page-context.ts'
import { useReading } from '../state/use-reading.ts'

/** The keeper's preferences, and the way to set one; read again whenever the line has come back. */
export function usePreferences() {
  const { host } = usePage()
  const [preferences, setPreferences] = useState<Preferences | null>(null)
  const [fault, setFault] = useState<Fault | null>(null)
  useReading('settings.get', {}, (reply) => reply.ok && setPreferences(reply.value))

  async function set(key: keyof Preferences, value: string): Promise<boolean> {
    const reply = await host.call('settings.set', { key, value })
    setFault(reply.ok ? null : reply.fault)
    if (reply.ok) setPreferences(reply.value)
    return reply.ok
  }

  return { preferences, fault, set }
}
