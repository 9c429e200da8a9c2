import {
  type FocusEvent,
  type KeyboardEvent,
  type RefObject,
  useCallback,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react'

type Id = string | null
/** `before`: where a key has led away from. */
type Current = { readonly index: number; readonly id: Id; readonly before: number }

/** What keys can do beside going from row to row. */
export type RowKeys = {
  /** Brings that row into sight. */
  go(index: number): void
  mark?(id: string, range: boolean): void
  all?(): void
  none?(): void
}

/**
 * Roving focus: the list is one stop of the Tab key, at the row where one was last; arrows, j and k go from row to row, Home and
 * End to the first and last, right to a row's menu and left back, x selects, Shift with an arrow selects on the way.
 */
export function useCurrentRow(table: RefObject<HTMLTableElement | null>, count: number, idAt: (index: number) => Id) {
  const { current, newest, put } = useNewest()
  const wanted = useRef<number | null>(null)
  const index = placed(current, count, idAt)

  useLayoutEffect(() => {
    if (wanted.current !== index) return
    wanted.current = null
    linkIn(table.current, index)?.focus({ preventScroll: true })
  })

  function go(to: number, keys: RowKeys): void {
    wanted.current = to
    put({ index: to, id: idAt(to), before: index })
    keys.go(to)
  }

  function onKey(event: KeyboardEvent<HTMLElement>, keys: RowKeys): void {
    const target = event.target as HTMLElement
    const row = target.closest<HTMLElement>('tr[data-id]')
    // A menu that is open in a row has keys of its own.
    if (row === null || target.closest('[role="menu"]') !== null) return
    const done = pressed(event, row, keys)
    if (done) event.preventDefault()
  }

  function pressed(event: KeyboardEvent<HTMLElement>, row: HTMLElement, keys: RowKeys): boolean {
    const { key, shiftKey } = event
    const isPress = key === ' ' && (event.target as HTMLElement).role === 'checkbox'
    const id = row.dataset['id'] ?? ''
    if ((event.ctrlKey || event.metaKey) && key === 'a' && keys.all !== undefined) {
      keys.all()
      return true
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return false
    const by = STEPS[key]
    if (by !== undefined) {
      const to = stepped(index, by, count, idAt)
      if (shiftKey && keys.mark !== undefined) {
        keys.mark(id, true)
        keys.mark(idAt(to) ?? id, true)
      }
      go(to, keys)
      return true
    }
    if ((key === 'x' || isPress) && keys.mark !== undefined) keys.mark(id, false)
    else if (key === 'Escape' && keys.none !== undefined) keys.none()
    else if (key === 'ArrowRight') row.querySelector<HTMLElement>('button')?.focus()
    else if (key === 'ArrowLeft') row.querySelector<HTMLElement>('a')?.focus()
    else return false
    return true
  }

  const onFocus = useCallback(
    (event: FocusEvent<HTMLElement>) => {
      const at = Number((event.target as HTMLElement).closest<HTMLElement>('tr[data-id]')?.dataset['index'] ?? -1)
      if (at < 0) return
      const { current: known } = newest
      if (known.index !== at || known.id !== idAt(at)) put({ index: at, id: idAt(at), before: at })
    },
    [idAt, newest, put],
  )

  const { before } = current
  const kept = useMemo(() => [index, before], [index, before])
  return { current: index, kept, onKey, onFocus }
}

/** A row that was gone to by keys gets the focus a moment later; the list is not painted once more for that. */
function useNewest() {
  const [current, setCurrent] = useState<Current>({ index: 0, id: null, before: 0 })
  const newest = useRef(current)
  const put = useCallback((next: Current) => {
    newest.current = next
    setCurrent(next)
  }, [])
  return { current, newest, put }
}

/** So many rows further, at most to the first or the last; headings of groups are passed over. */
function stepped(from: number, by: number, count: number, idAt: (index: number) => Id): number {
  let to = Math.min(Math.max(from + by, 0), count - 1)
  while (to >= 0 && to < count && idAt(to) === null) to += Math.sign(by)
  return to < 0 || to >= count ? from : to
}

const ALL = 1_000_000
const STEPS: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  j: 1,
  k: -1,
  PageDown: 10,
  PageUp: -10,
  Home: -ALL,
  End: ALL,
}

/** Its row, wherever it stands now; else the same place, or the first row there is. */
function placed({ index, id }: { index: number; id: Id }, count: number, idAt: (index: number) => Id): number {
  if (id !== null && idAt(index) === id) return index
  if (id !== null) {
    for (let at = 0; at < count; at += 1) if (idAt(at) === id) return at
  }
  const near = Math.min(index, count - 1)
  for (let at = Math.max(near, 0); at < count; at += 1) if (idAt(at) !== null) return at
  return near
}

/** The link of the row at that place. */
export function linkIn(table: HTMLTableElement | null, index: number): HTMLElement | null {
  return table?.querySelector<HTMLElement>(`tr[data-index="${index}"] a`) ?? null
}
