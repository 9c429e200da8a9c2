import { defaultRangeExtractor, type Range, useVirtualizer, type Virtualizer } from '@tanstack/react-virtual'
import { type RefObject, useCallback, useLayoutEffect, useState } from 'react'
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
  /** Stays in the page wherever one scrolls, since it has the focus. */
  readonly current: number
}

export type VirtualRows = Virtualizer<HTMLElement, HTMLElement>

/** Only the rows that are seen are in the page. They scroll with the screen's content, below whatever stands above them. */
export function useVirtualRows(table: RefObject<HTMLTableElement | null>, rows: Rows) {
  const { count, keyAt, heightAt, current } = rows
  const isMany = count > FEW
  const above = useHeightAbove(table, isMany)
  return useVirtualizer<HTMLElement, HTMLElement>({
    count,
    getScrollElement: () => table.current?.closest('main') ?? null,
    estimateSize: heightAt,
    getItemKey: keyAt,
    overscan: isMany ? OVERSCAN : FEW,
    scrollMargin: above,
    initialRect: { width: innerWidth, height: innerHeight },
    useFlushSync: false,
    measureElement: measured,
    // What has the focus stands clear of the bar at the foot of the screen.
    scrollPaddingEnd: FOOT_PX,
    rangeExtractor: useCallback(
      (range: Range) => {
        const seen = defaultRangeExtractor(range)
        if (current < 0 || current >= count || seen.includes(current)) return seen
        return [...seen, current].sort((one, other) => one - other)
      },
      [current, count],
    ),
  })
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
