import type { Virtualizer } from '@tanstack/react-virtual'
import { useEffect, useLayoutEffect, useRef } from 'react'
import { firstSeen } from './first-seen-row.ts'
import { keepPlaceInList, placeInList } from './use-question.ts'

const SETTLED_MS = 200

/** Where one is in the list: kept in the address while one scrolls, and found again after a visit elsewhere or a reload. */
export function useKeptPlace(
  rows: Virtualizer<HTMLElement, HTMLElement>,
  nameAt: (index: number) => string | null,
  count: number,
): void {
  const latest = useRef({ rows, nameAt })
  latest.current = { rows, nameAt }
  const wanted = useRef(placeInList())
  const { scrollMargin } = rows.options

  useLayoutEffect(() => {
    const { current: name } = wanted
    // Before it is known what stands above the list, there is no place to go to.
    if (name === null || scrollMargin === 0) return
    wanted.current = null
    for (let index = 0; index < count; index += 1) {
      if (nameAt(index) !== name) continue
      const [offset] = rows.getOffsetForIndex(index, 'start') ?? [0]
      const go = (): void => rows.scrollElement?.scrollTo({ top: offset })
      go()
      // And once more when the browser has laid out what stands above the list.
      requestAnimationFrame(go)
      return
    }
  }, [rows, nameAt, count, scrollMargin])

  useEffect(() => {
    const scroller = latest.current.rows.scrollElement
    if (scroller === null) return
    let timer: ReturnType<typeof setTimeout> | undefined
    const settled = (): void => {
      const { rows: now, nameAt: name } = latest.current
      const top = scroller.scrollTop
      const cut = top < now.options.scrollMargin ? undefined : now.getVirtualItemForOffset(top)
      const first = cut === undefined ? null : firstSeen(cut, top)
      // A heading of a group has no name; the row below it does.
      keepPlaceInList(first === null ? null : (name(first) ?? name(first + 1)))
    }
    const onScroll = (): void => {
      clearTimeout(timer)
      timer = setTimeout(settled, SETTLED_MS)
    }
    scroller.addEventListener('scroll', onScroll, { passive: true })
    return () => {
      clearTimeout(timer)
      scroller.removeEventListener('scroll', onScroll)
    }
  }, [])
}
