import { type MouseEvent, memo, type ReactNode, useCallback, useMemo, useRef } from 'react'
import type { State } from '../../../shared/connections/states.ts'
import type { ConnectionView } from '../../../shared/connections/view.ts'
import { filled } from '../../../shared/text/sentence.ts'
import { usePage } from '../../state/page-context.ts'
import { systemTitle } from '../../status/system-title.ts'
import styles from './list.module.css'
import { ListHead } from './list-head.tsx'
import type { Item } from './list-order.ts'
import { ListRow } from './list-row.tsx'
import type { Question } from './question.ts'
import { type Select, type Selection, withAll, withRange, withToggled } from './selection.ts'
import { useCurrentRow } from './use-current-row.ts'
import { useKeptPlace } from './use-kept-place.ts'
import { useNarrow } from './use-narrow.ts'
import { goToRow, useVirtualRows, type VirtualRows } from './use-virtual-rows.ts'

type Props = {
  /** The connections as they were when the list was ordered: who they are counts here, each row follows its own. */
  readonly members: readonly ConnectionView[]
  readonly items: readonly Item[]
  /** What of it is no search (use-question.ts). */
  readonly question: Question
  /** Null where there are too few to select from. */
  readonly selection: Selection | null
  readonly select: Select
}

type IdAt = (index: number) => string | null

/** Of almost all rows (list.module.css); the browser tells which are higher. */
const WIDE = { row: 64, dense: 36, group: 34 }
const NARROW = { row: 135, dense: 135, group: 35 }

/** The list itself: one table, of which only what is seen is in the page; one Tab stop, and arrows within. */
export const ConnectionList = memo(function ConnectionList(props: Props) {
  const { members, items, question, selection, select } = props
  const { words } = usePage()
  const table = useRef<HTMLTableElement>(null)
  const idAt = useCallback<IdAt>((index) => viewAt(members, items[index])?.id ?? null, [items, members])
  const keyAt = useCallback((index: number) => keyOf(items[index]), [items])
  const { dense } = question
  const isNarrow = useNarrow()
  const heightAt = useCallback(
    (index: number) => {
      const { row, dense: low, group } = isNarrow ? NARROW : WIDE
      return items[index]?.kind === 'group' ? group : dense ? low : row
    },
    [items, dense, isNarrow],
  )
  const row = useCurrentRow(table, items.length, idAt)
  const rows = useVirtualRows(table, { count: items.length, kept: row.kept, keyAt, heightAt })
  const nameAt = useCallback((index: number) => viewAt(members, items[index])?.name ?? null, [items, members])
  useKeptPlace(rows, nameAt, items.length)
  const body = useBody(rows, { items, idAt, group: question.group, selection, current: row.current })
  const selecting = useMemo(
    () => (selection === null ? null : selectingIn(selection, select, items, idAt)),
    [selection, select, items, idAt],
  )
  const toggle = useRef(selecting?.toggle)
  toggle.current = selecting?.toggle
  const toggleAll = useCallback(() => toggle.current?.(), [])
  return (
    <table
      ref={table}
      className={styles.table}
      aria-label={words.overview.tableName}
      aria-rowcount={items.length + 1}
      data-dense={dense}
      onFocus={row.onFocus}
      onClick={selecting?.onClick}
      onKeyDown={(event) => row.onKey(event, { go: (index) => goToRow(rows, index), ...selecting?.keys })}
    >
      <ListHead
        question={items.length > 1 ? question : null}
        selected={selecting?.selected ?? null}
        toggleAll={toggleAll}
      />
      <tbody>
        {items.length === 0 ? <NoRow /> : null}
        {body}
      </tbody>
    </table>
  )
})

type Shown = Pick<Props, 'items' | 'selection'> & {
  readonly idAt: IdAt
  readonly group: Question['group']
  readonly current: number
}

/** The rows that are in the page; the same ones for as long as they show the same, whatever the scrolling tells. */
function useBody(rows: VirtualRows, { items, idAt, group, selection, current }: Shown): readonly ReactNode[] {
  const { measureElement: measure, options } = rows
  const rowAt = useCallback(
    (index: number) => {
      const [item, id] = [items[index], idAt(index)]
      const common = { index, measure }
      if (item?.kind === 'group') return <GroupRow key={keyOf(item)} item={item} by={group} {...common} />
      if (item === undefined || id === null) return null
      const shown = { place: item.place, current: index === current, selected: selection?.ids.has(id) ?? null }
      return <ListRow key={keyOf(item)} id={id} {...shown} {...common} />
    },
    [items, idAt, measure, group, selection, current],
  )
  const [placed, total, margin] = [rows.getVirtualItems(), rows.getTotalSize(), options.scrollMargin]
  return useMemo(() => rowsWithGaps(placed, total, margin, rowAt), [placed, total, margin, rowAt])
}

/** A press on a row's box, or with Ctrl or Shift anywhere on it; the same by keys; and all of them by the box above. */
function selectingIn(selection: Selection, select: Select, items: readonly Item[], idAt: IdAt) {
  const order = () => items.flatMap((_item, index) => idAt(index) ?? [])
  const mark = (id: string, range: boolean) =>
    select((before) => (range ? withRange(before, id, order()) : withToggled(before, id)))
  const isOn = (_item: Item, index: number): boolean => {
    const id = idAt(index)
    return id === null || selection.ids.has(id)
  }
  const all = selection.ids.size > 0 && items.length > 0 && items.every(isOn)
  const selected: 'all' | 'some' | 'none' = all ? 'all' : selection.ids.size > 0 ? 'some' : 'none'
  return {
    selected,
    toggle: () => select(() => withAll(all ? [] : order())),
    keys: { mark, all: () => select(() => withAll(order())), none: () => select(() => withAll([])) },
    onClick(event: MouseEvent): void {
      const target = event.target as Element
      const id = target.closest<HTMLElement>('tr[data-id]')?.dataset['id']
      const isBox = target.closest(`.${styles.mark}`) !== null
      if (id === undefined || !(isBox || event.ctrlKey || event.metaKey || event.shiftKey)) return
      mark(id, event.shiftKey)
      // A link would open another window.
      if (!isBox) event.preventDefault()
    },
  }
}

type Placed = { readonly index: number; readonly start: number; readonly end: number }

/** The rows, and in the place of those that are not in the page as much room as they take. */
function rowsWithGaps(placed: readonly Placed[], total: number, margin: number, row: (index: number) => ReactNode) {
  let at = margin
  const parts: ReactNode[] = []
  for (const { index, start, end } of placed) {
    if (start > at) parts.push(<Gap key={`before ${index}`} height={start - at} />)
    parts.push(row(index))
    at = end
  }
  if (total + margin > at) parts.push(<Gap key="after" height={total + margin - at} />)
  return parts
}

function NoRow() {
  return (
    <tr>
      <td colSpan={6} className={styles.none}>
        {usePage().words.list.none}
      </td>
    </tr>
  )
}

function Gap({ height }: { height: number }) {
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: nothing in it takes the focus
    <tr aria-hidden="true" className={styles.gap} style={{ height }}>
      <td colSpan={6} />
    </tr>
  )
}

function GroupRow({
  item: { key, count },
  index,
  by,
  measure,
}: {
  item: Extract<Item, { kind: 'group' }>
  index: number
  by: Question['group']
  measure: (row: HTMLElement | null) => void
}) {
  const { words, texts } = usePage()
  const said = by === 'state' ? texts.states[key as State].word : by === 'system' ? systemTitle(texts, key) : key
  const name = said === '' ? words.list.untagged : said
  return (
    <tr className={styles.group} ref={measure} data-index={index} aria-rowindex={index + 2}>
      <th scope="rowgroup" colSpan={6}>
        {filled(words.list.groupOf, { name, count })}
      </th>
    </tr>
  )
}

/** One with several tags stands in several groups. */
function keyOf(item: Item | undefined): string | number {
  if (item?.kind !== 'row') return `group ${item?.key}`
  return item.group === '' ? item.place : `${item.place} ${item.group}`
}

function viewAt(members: readonly ConnectionView[], item: Item | undefined): ConnectionView | undefined {
  return item?.kind === 'row' ? members[item.place] : undefined
}
