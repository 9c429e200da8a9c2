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
/** `before`: the index that a key has moved away from. */
type Current = { readonly index: number; readonly id: Id; readonly before: number }

/** What keys do besides moving the focus. */
export type RowKeys = {
  /** Scrolls that row into view. */
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
  const { current, newest, put } = useCurrent()
  const focusIndex = useRef<number | null>(null)
  const index = indexOfCurrent(current, count, idAt)

  useLayoutEffect(() => {
    if (focusIndex.current !== index) return
    focusIndex.current = null
    linkIn(table.current, index)?.focus({ preventScroll: true })
  })

  function go(to: number, keys: RowKeys): void {
    focusIndex.current = to
    put({ index: to, id: idAt(to), before: index })
    keys.go(to)
  }

  function onKey(event: KeyboardEvent<HTMLElement>, keys: RowKeys): void {
    const target = event.target as HTMLElement
    const row = target.closest<HTMLElement>('tr[data-id]')
    // A menu that is open in a row has keys of its own.
    if (row === null || target.closest('[role="menu"]') !== null) return
    const done = handleKey(event, row, keys)
    if (done) event.preventDefault()
  }

  function handleKey(event: KeyboardEvent<HTMLElement>, row: HTMLElement, keys: RowKeys): boolean {
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
      const to = stepFrom(index, by, count, idAt)
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
  const alwaysRendered = useMemo(() => [index, before], [index, before])
  return { current: index, alwaysRendered, onKey, onFocus }
}

/** Also as a ref: the focus event that follows a key must see the new value, and set no state for it. */
function useCurrent() {
  const [current, setCurrent] = useState<Current>({ index: 0, id: null, before: 0 })
  const newest = useRef(current)
  const put = useCallback((next: Current) => {
    newest.current = next
    setCurrent(next)
  }, [])
  return { current, newest, put }
}

/** Moves by that many rows, at most to the first or last; skips group headings. */
function stepFrom(from: number, by: number, count: number, idAt: (index: number) => Id): number {
  let to = Math.min(Math.max(from + by, 0), count - 1)
  while (to >= 0 && to < count && idAt(to) === null) to += Math.sign(by)
  return to < 0 || to >= count ? from : to
}

const TO_THE_END = 1_000_000
const STEPS: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  j: 1,
  k: -1,
  PageDown: 10,
  PageUp: -10,
  Home: -TO_THE_END,
  End: TO_THE_END,
}

/** Its row, wherever it stands now; else the same place, or the first row there is. */
function indexOfCurrent({ index, id }: { index: number; id: Id }, count: number, idAt: (index: number) => Id): number {
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
