import type { Virtualizer } from '@tanstack/react-virtual'
import { useEffect, useLayoutEffect, useRef } from 'react'
import { firstVisibleRow } from './first-visible-row.ts'
import { savedPlaceInList, savePlaceInList } from './use-list-query.ts'

const SCROLL_IDLE_MS = 200

/** Saves the scroll position in the address, and restores it after a visit elsewhere or a reload. */
export function useScrollRestore(
  rows: Virtualizer<HTMLElement, HTMLElement>,
  nameAt: (index: number) => string | null,
  count: number,
): void {
  const latest = useRef({ rows, nameAt })
  latest.current = { rows, nameAt }
  const pendingName = useRef(savedPlaceInList())
  const { scrollMargin } = rows.options

  useLayoutEffect(() => {
    const { current: name } = pendingName
    // Offsets are wrong until the height above the list is measured.
    if (name === null || scrollMargin === 0) return
    pendingName.current = null
    for (let index = 0; index < count; index += 1) {
      if (nameAt(index) !== name) continue
      const [offset] = rows.getOffsetForIndex(index, 'start') ?? [0]
      const go = (): void => rows.scrollElement?.scrollTo({ top: offset })
      go()
      // Again after the browser has laid out what stands above the list.
      requestAnimationFrame(go)
      return
    }
  }, [rows, nameAt, count, scrollMargin])

  useEffect(() => {
    const scroller = latest.current.rows.scrollElement
    if (scroller === null) return
    let timer: ReturnType<typeof setTimeout> | undefined
    const savePosition = (): void => {
      const { rows: now, nameAt: name } = latest.current
      const top = scroller.scrollTop
      const topRow = top < now.options.scrollMargin ? undefined : now.getVirtualItemForOffset(top)
      const first = topRow === undefined ? null : firstVisibleRow(topRow, top)
      // A group heading has no name; the row below it has.
      savePlaceInList(first === null ? null : (name(first) ?? name(first + 1)))
    }
    const onScroll = (): void => {
      clearTimeout(timer)
      timer = setTimeout(savePosition, SCROLL_IDLE_MS)
    }
    scroller.addEventListener('scroll', onScroll, { passive: true })
    return () => {
      clearTimeout(timer)
      scroller.removeEventListener('scroll', onScroll)
    }
  }, [])
}
