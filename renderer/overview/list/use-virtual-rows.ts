import {
  defaultRangeExtractor,
  elementScroll,
  observeElementOffset,
  observeElementRect,
  type Range,
  Virtualizer,
} from '@tanstack/react-virtual'
import { type RefObject, useCallback, useLayoutEffect, useReducer, useRef, useState } from 'react'
import { placeInList } from './use-question.ts'

/** Up to so many rows stand in the page all together, where the browser's own search finds them. */
const FEW = 60

/** Rows beside those that are seen, for whoever scrolls: more of them are painted anew with each leap than anybody sees. */
const OVERSCAN = 3

const FOOT_PX = 84

type Rows = {
  readonly count: number
  readonly keyAt: (index: number) => string | number
  readonly heightAt: (index: number) => number
  /**
   * They stay in the page wherever one scrolls: the row that has the focus, and the one that it is just coming from. A browser lays
   * out all that is there when what has the focus is taken away, in the midst of a leap, and scrolls to where half a list ends.
   */
  readonly kept: readonly number[]
}

export type VirtualRows = Virtualizer<HTMLElement, HTMLElement>

/** Only the rows that are seen are in the page. They scroll with the screen's content, below whatever stands above them. */
export function useVirtualRows(table: RefObject<HTMLTableElement | null>, rows: Rows) {
  const { count, keyAt, heightAt, kept } = rows
  const isMany = count > FEW
  const above = useHeightAbove(table, isMany)
  return useRows({
    count,
    getScrollElement: () => table.current?.closest('main') ?? null,
    estimateSize: heightAt,
    getItemKey: keyAt,
    overscan: isMany ? OVERSCAN : FEW,
    scrollMargin: above,
    initialRect: { width: innerWidth, height: innerHeight },
    observeElementRect,
    observeElementOffset,
    scrollToFn: elementScroll,
    measureElement: measured,
    // What has the focus stands clear of the bar at the foot of the screen.
    scrollPaddingEnd: FOOT_PX,
    rangeExtractor: useCallback(
      (range: Range) => {
        const seen = defaultRangeExtractor(range)
        const more = [...new Set(kept)].filter((index) => index >= 0 && index < count && !seen.includes(index))
        return more.length === 0 ? seen : [...seen, ...more].sort((one, other) => one - other)
      },
      [kept, count],
    ),
  })
}

type Given = Omit<ConstructorParameters<typeof Virtualizer<HTMLElement, HTMLElement>>[0], 'onChange'>

/**
 * As useVirtualizer, which has the list painted whenever anything of the scrolling has changed, also that it has come to rest: this
 * one only where other rows or other places come of it.
 */
function useRows(given: Given): VirtualRows {
  const paint = useReducer((times: number) => times + 1, 0)[1]
  const painted = useRef<readonly [unknown, number]>([null, 0])
  const onChange = (rows: VirtualRows): void => {
    const [items, total] = painted.current
    if (rows.getVirtualItems() !== items || rows.getTotalSize() !== total) paint()
  }
  const [rows] = useState(() => new Virtualizer<HTMLElement, HTMLElement>({ ...given, onChange }))
  rows.setOptions({ ...given, onChange })
  painted.current = [rows.getVirtualItems(), rows.getTotalSize()]
  useLayoutEffect(() => rows._didMount(), [rows])
  useLayoutEffect(() => rows._willUpdate())
  return rows
}

/**
 * Brings that row into sight. The list hears of it here and not with the browser's next frame, so that all the rows around it are
 * painted, and laid out, together with the one that gets the focus.
 */
export function goToRow(rows: VirtualRows, index: number): void {
  const { scrollElement: scroller } = rows
  rows.scrollToIndex(index, { align: 'auto' })
  if (scroller !== null && scroller.scrollTop !== rows.scrollOffset) scroller.dispatchEvent(new Event('scroll'))
}

/**
 * As the browser tells it when it has laid out the rows anyhow, and until then as high as almost all of them: to ask for it at once
 * would have it lay out the whole screen once more in between.
 */
function measured(row: HTMLElement, entry: ResizeObserverEntry | undefined, rows: VirtualRows): number {
  const [box] = entry?.borderBoxSize ?? []
  if (box !== undefined) return Math.round(box.blockSize)
  const index = rows.indexFromElement(row)
  return rows.itemSizeCache.get(rows.options.getItemKey(index)) ?? rows.options.estimateSize(index)
}

/**
 * What it was when the list was last here: where it still is, none of ten thousand rows is placed twice. Whoever goes to a place
 * in the list waits for what it is now.
 */
let lastAbove = 0

/** How far below the beginning of what scrolls the first row is; banners above it come and go. */
function useHeightAbove(table: RefObject<HTMLTableElement | null>, isMany: boolean): number {
  const [above, set] = useState(() => (isMany && placeInList() === null ? lastAbove : 0))
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
