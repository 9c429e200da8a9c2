import { useEffect, useState } from 'react'
import type { Output } from '../../shared/contract.ts'
import { usePage, usePageState } from '../state/page-context.ts'

export type Journal = Output<'journal.read'>

/**
 * The newest entries, of one connection or of all; read again whenever a notice says that one was added.
 * Null until they have come.
 */
export function useJournal(name: string | null, limit: number): Journal | null {
  const { host } = usePage()
  const [journal, setJournal] = useState<Journal | null>(null)
  const newest = usePageState((state) => state.entries?.findLast((entry) => name === null || entry.connection === name))
  // biome-ignore lint/correctness/useExhaustiveDependencies: a newer entry is the reason to read again
  useEffect(() => {
    let over = false
    const input = name === null ? { limit } : { name, limit }
    void host.call('journal.read', input).then((reply) => {
      if (!over && reply.ok) setJournal(reply.value)
    })
    return () => {
      over = true
    }
  }, [host, name, limit, newest])
  return journal
}
