import { useEffect, useState } from 'react'
import type { Output } from '../../shared/api/contract/contract.ts'
import type { Reply } from '../../shared/fault.ts'
import { usePage, usePageState } from '../state/page-context.ts'

/** An answer, and the connection that it was asked for; null stands for all of them. */
export type Journal = { readonly of: string | null; readonly reply: Reply<Output<'journal.read'>> }

/**
 * The newest entries, of one connection or of all; read again whenever a notice says that one was added. Null until
 * they have come. After a change of `name` the earlier answer stays until the next has come, and says itself whose it
 * is: whoever shows it must go by `of`, or what one connection did stands under the name of another.
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
      if (!over) setJournal({ of: name, reply })
    })
    return () => {
      over = true
    }
  }, [host, name, limit, newest])
  return journal
}
