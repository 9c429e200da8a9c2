import {
  defaultRangeExtractor,
  elementScroll,
  observeElementOffset,
  observeElementRect,
  type Range,
  Virtualizer,
} from '@tanstack/react-virtual'
import { type RefObject, useCallback, useLayoutEffect, useReducer, useRef, useState } from 'react'
import { savedPlaceInList } from './use-list-query.ts'

/** Up to this many rows are all in the page, where the browser's own search finds them. */
const MAX_UNVIRTUALIZED = 60

/** Rows rendered above and below the visible ones; more would slow down a long scroll. */
const OVERSCAN = 3

const FOOT_PX = 84

type Rows = {
  readonly count: number
  readonly keyAt: (index: number) => string | number
  readonly heightAt: (index: number) => number
  /**
   * In the page wherever one scrolls: the row with the focus and the one it comes from. If the focused element were removed amid a
   * scroll, the browser would lay out the half-built list at once and scroll to its end.
   */
  readonly alwaysRendered: readonly number[]
}

export type VirtualRows = Virtualizer<HTMLElement, HTMLElement>

/** Only visible rows are in the page. They scroll together with what stands above the list. */
export function useVirtualRows(table: RefObject<HTMLTableElement | null>, rows: Rows) {
  const { count, keyAt, heightAt, alwaysRendered } = rows
  const isMany = count > MAX_UNVIRTUALIZED
  const above = useHeightAbove(table, isMany)
  return useRows({
    count,
    getScrollElement: () => table.current?.closest('main') ?? null,
    estimateSize: heightAt,
    getItemKey: keyAt,
    overscan: isMany ? OVERSCAN : MAX_UNVIRTUALIZED,
    scrollMargin: above,
    initialRect: { width: innerWidth, height: innerHeight },
    observeElementRect,
    observeElementOffset,
    scrollToFn: elementScroll,
    measureElement: measureRow,
    // Keeps the focused row clear of the selection bar.
    scrollPaddingEnd: FOOT_PX,
    rangeExtractor: useCallback(
      (range: Range) => {
        const seen = defaultRangeExtractor(range)
        const more = [...new Set(alwaysRendered)].filter(
          (index) => index >= 0 && index < count && !seen.includes(index),
        )
        return more.length === 0 ? seen : [...seen, ...more].sort((one, other) => one - other)
      },
      [alwaysRendered, count],
    ),
  })
}

type VirtualizerOptions = Omit<ConstructorParameters<typeof Virtualizer<HTMLElement, HTMLElement>>[0], 'onChange'>

/** Like useVirtualizer, which renders at every scroll event, also when scrolling ends: this renders only when rows or heights change. */
function useRows(settings: VirtualizerOptions): VirtualRows {
  const paint = useReducer((times: number) => times + 1, 0)[1]
  const painted = useRef<readonly [unknown, number]>([null, 0])
  const onChange = (rows: VirtualRows): void => {
    const [items, total] = painted.current
    if (rows.getVirtualItems() !== items || rows.getTotalSize() !== total) paint()
  }
  const [rows] = useState(() => new Virtualizer<HTMLElement, HTMLElement>({ ...settings, onChange }))
  rows.setOptions({ ...settings, onChange })
  painted.current = [rows.getVirtualItems(), rows.getTotalSize()]
  useLayoutEffect(() => rows._didMount(), [rows])
  useLayoutEffect(() => rows._willUpdate())
  return rows
}

/**
 * Scrolls that row into view. Dispatches the scroll event at once, not with the browser's next frame, so that the rows around it
 * are rendered and laid out together with the one that gets the focus.
 */
export function goToRow(rows: VirtualRows, index: number): void {
  const { scrollElement: scroller } = rows
  rows.scrollToIndex(index, { align: 'auto' })
  if (scroller !== null && scroller.scrollTop !== rows.scrollOffset) scroller.dispatchEvent(new Event('scroll'))
}

/** Uses the observer's size, and until it comes the estimate: measuring at once would force another layout of the screen. */
function measureRow(row: HTMLElement, entry: ResizeObserverEntry | undefined, rows: VirtualRows): number {
  const [box] = entry?.borderBoxSize ?? []
  if (box !== undefined) return Math.round(box.blockSize)
  const index = rows.indexFromElement(row)
  return rows.itemSizeCache.get(rows.options.getItemKey(index)) ?? rows.options.estimateSize(index)
}

/**
 * From the last time the list was shown: where it still holds, ten thousand rows are placed only once. Not used for restoring a
 * scroll position, which waits for the measured height.
 */
let lastAbove = 0

/** The height of what stands above the first row in the scrolling area; banners come and go there. */
function useHeightAbove(table: RefObject<HTMLTableElement | null>, isMany: boolean): number {
  const [above, set] = useState(() => (isMany && savedPlaceInList() === null ? lastAbove : 0))
  useLayoutEffect(() => {
    const { current: element } = table
    const scroller = element?.closest('main')
    const screen = element?.parentElement
    if (!isMany || element === null || scroller == null || screen == null) return
    const measure = (): void => {
      const body = element.tBodies[0] ?? element
      const top = body.getBoundingClientRect().top - scroller.getBoundingClientRect().top + scroller.scrollTop
      lastAbove = Math.round(top)
      set(lastAbove)
    }
    measure()
    const observer = new ResizeObserver(measure)
    for (const each of screen.children) if (each !== element) observer.observe(each)
    observer.observe(scroller)
    return () => observer.disconnect()
  }, [table, isMany])
  return above
}
