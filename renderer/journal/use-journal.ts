import { useEffect, useState } from 'react'
import type { Output } from '../../shared/api/contract/contract.ts'
import type { JournalEntry } from '../../shared/connections/journal.ts'
import type { Reply } from '../../shared/fault.ts'
import { type Page, usePage } from '../state/page-context.ts'
import type { PageState } from '../state/page-state.ts'
import type { Store } from '../state/store.ts'
import { addedSince, withAdded } from './added-entries.ts'

/** An answer, and the connection that it was asked for; null stands for all of them. */
export type Journal = { readonly of: string | null; readonly reply: Reply<Output<'journal.read'>> }

type Asked = { readonly name: string | null; readonly limit: number }

/**
 * The newest entries, of one connection or of all; read once, and each that is added is taken in from its notice. Null until
 * they have come. After a change of `name` the earlier answer stays until the next has come, and says itself whose it
 * is: whoever shows it must go by `of`, or what one connection did stands under the name of another.
 */
export function useJournal(name: string | null, limit: number): Journal | null {
  const { host, store } = usePage()
  const [journal, setJournal] = useState<Journal | null>(null)
  useEffect(() => followJournal({ host, store }, { name, limit }, setJournal), [host, store, name, limit])
  return journal
}

/** `tell` gets the journal whenever it is another one, until the returned function is called. */
export function followJournal(
  { host, store }: Pick<Page, 'host'> & { store: Pick<Store<PageState>, 'get' | 'subscribe'> },
  { name, limit }: Asked,
  tell: (journal: Journal) => void,
): () => void {
  let over = false
  let reading = false
  let last: JournalEntry | null = null
  let shown: Journal | null = null

  function show(reply: Journal['reply']): void {
    shown = { of: name, reply }
    tell(shown)
  }

  async function read(): Promise<void> {
    reading = true
    last = store.get().entries?.at(-1) ?? null
    const reply = await host.call('journal.read', name === null ? { limit } : { name, limit })
    reading = false
    if (over) return
    show(reply)
    takeIn()
  }

  function takeIn(): void {
    if (reading || shown === null) return
    const { entries } = store.get()
    const added = addedSince(entries, last)
    // What could not be read may be readable now.
    if (added === null || (added.length > 0 && !shown.reply.ok)) return void read()
    last = entries?.at(-1) ?? last
    if (!shown.reply.ok) return
    const { value } = shown.reply
    const mine = name === null ? added : added.filter(({ connection }) => connection === name)
    const all = withAdded(value.entries, mine, limit)
    if (all !== value.entries) show({ ok: true, value: { ...value, entries: [...all] } })
  }

  void read()
  const stop = store.subscribe(takeIn)
  return () => {
    over = true
    stop()
  }
}
