import { type MouseEvent, memo, type ReactNode, useCallback, useMemo, useRef } from 'react'
import type { State } from '../../../shared/connections/states.ts'
import type { ConnectionView } from '../../../shared/connections/view.ts'
import { filled } from '../../../shared/text/sentence.ts'
import { usePage } from '../../state/page-context.ts'
import { systemTitle } from '../../status/system-title.ts'
import styles from './list.module.css'
import { ListHead } from './list-head.tsx'
import type { Item } from './list-order.ts'
import type { ListQuery } from './list-query.ts'
import { ListRow } from './list-row.tsx'
import { type Select, type Selection, withAll, withRange, withToggled } from './selection.ts'
import { useCurrentRow } from './use-current-row.ts'
import { useIsNarrow } from './use-is-narrow.ts'
import { useScrollRestore } from './use-scroll-restore.ts'
import { goToRow, useVirtualRows, type VirtualRows } from './use-virtual-rows.ts'

type Props = {
  /** The connections as they were when the list was sorted; only their identity is used here, each row follows its own. */
  readonly members: readonly ConnectionView[]
  readonly items: readonly Item[]
  /** Unchanged while only the search changes (use-list-query.ts). */
  readonly query: ListQuery
  /** Null where there are too few to select from. */
  readonly selection: Selection | null
  readonly select: Select
}

type IdAt = (index: number) => string | null

/** Heights of most rows (list.module.css); higher ones are measured. */
const WIDE = { row: 64, dense: 36, group: 34 }
const NARROW = { row: 135, dense: 135, group: 35 }

/** The table, with only its visible rows in the page; one Tab stop, arrow keys within. */
export const ConnectionList = memo(function ConnectionList(props: Props) {
  const { members, items, query, selection, select } = props
  const { words } = usePage()
  const table = useRef<HTMLTableElement>(null)
  const idAt = useCallback<IdAt>((index) => viewAt(members, items[index])?.id ?? null, [items, members])
  const keyAt = useCallback((index: number) => keyOf(items[index]), [items])
  const { dense } = query
  const isNarrow = useIsNarrow()
  const heightAt = useCallback(
    (index: number) => {
      const { row, dense: low, group } = isNarrow ? NARROW : WIDE
      return items[index]?.kind === 'group' ? group : dense ? low : row
    },
    [items, dense, isNarrow],
  )
  const row = useCurrentRow(table, items.length, idAt)
  const rows = useVirtualRows(table, { count: items.length, alwaysRendered: row.alwaysRendered, keyAt, heightAt })
  const nameAt = useCallback((index: number) => viewAt(members, items[index])?.name ?? null, [items, members])
  useScrollRestore(rows, nameAt, items.length)
  const body = useBody(rows, { items, idAt, group: query.group, selection, current: row.current })
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
      <ListHead query={items.length > 1 ? query : null} selected={selecting?.selected ?? null} toggleAll={toggleAll} />
      <tbody>
        {items.length === 0 ? <NoRow /> : null}
        {body}
      </tbody>
    </table>
  )
})

type BodyProps = Pick<Props, 'items' | 'selection'> & {
  readonly idAt: IdAt
  readonly group: ListQuery['group']
  readonly current: number
}

/** The rows in the page, memoized: scrolling alone does not make them anew. */
function useBody(rows: VirtualRows, { items, idAt, group, selection, current }: BodyProps): readonly ReactNode[] {
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

/** Selects by a row's box, by Ctrl or Shift and a click on the row, by keys, and all by the box in the head. */
function selectingIn(selection: Selection, select: Select, items: readonly Item[], idAt: IdAt) {
  const order = () => items.flatMap((_item, index) => idAt(index) ?? [])
  const mark = (id: string, range: boolean) =>
    select((before) => (range ? withRange(before, id, order()) : withToggled(before, id)))
  const isSelected = (_item: Item, index: number): boolean => {
    const id = idAt(index)
    return id === null || selection.ids.has(id)
  }
  const areAllSelected = selection.ids.size > 0 && items.length > 0 && items.every(isSelected)
  const selected: 'all' | 'some' | 'none' = areAllSelected ? 'all' : selection.ids.size > 0 ? 'some' : 'none'
  return {
    selected,
    toggle: () => select(() => withAll(areAllSelected ? [] : order())),
    keys: { mark, all: () => select(() => withAll(order())), none: () => select(() => withAll([])) },
    onClick(event: MouseEvent): void {
      const target = event.target as Element
      const id = target.closest<HTMLElement>('tr[data-id]')?.dataset['id']
      const isBox = target.closest(`.${styles.mark}`) !== null
      if (id === undefined || !(isBox || event.ctrlKey || event.metaKey || event.shiftKey)) return
      mark(id, event.shiftKey)
      // Otherwise a link would open in another window.
      if (!isBox) event.preventDefault()
    },
  }
}

type VirtualRow = { readonly index: number; readonly start: number; readonly end: number }

/** The rows, with gaps as high as the rows that are not in the page. */
function rowsWithGaps(placed: readonly VirtualRow[], total: number, margin: number, row: (index: number) => ReactNode) {
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
  by: ListQuery['group']
  measure: (row: HTMLElement | null) => void
}) {
  const { words, texts } = usePage()
  const title = by === 'state' ? texts.states[key as State].word : by === 'system' ? systemTitle(texts, key) : key
  const name = title === '' ? words.list.untagged : title
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
