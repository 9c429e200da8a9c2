import { type ReactNode, useEffect, useLayoutEffect, useRef } from 'react'
import { usePage } from '../state/page-context.ts'
import styles from './screen.module.css'

let shownAt: string | null = null
/** The focus stood in a screen when it gave way to another one. */
let tookFocus = false

/**
 * A screen with its heading. The heading takes the focus when one arrives from another address, so that a screen
 * reader says where one is; not on the first one, where the browser has just said it. So it does in the place of a screen that
 * had the focus: the overview gives way to the first steps once the last connection is gone.
 */
export function Screen({
  title,
  under,
  actions,
  focusHeading = true,
  keepPlace = false,
  children,
}: {
  title: string
  under?: ReactNode
  actions?: ReactNode
  /** False where something else on the screen wants the focus. */
  focusHeading?: boolean
  /** True where one comes back to a place further down. */
  keepPlace?: boolean
  children: ReactNode
}) {
  const { shell } = usePage().words
  const heading = useRef<HTMLHeadingElement>(null)
  const screen = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const arrived = shownAt !== null && shownAt !== location.hash
    shownAt = location.hash
    const wasLost = tookFocus && document.activeElement === document.body
    tookFocus = false
    if (!(arrived || wasLost) || !focusHeading) return
    // All screens scroll in one place, where the one before may have been further down.
    const scroller = heading.current?.closest('main')
    if (scroller && !keepPlace) scroller.scrollTop = 0
    heading.current?.focus({ preventScroll: true })
  }, [focusHeading, keepPlace])
  useLayoutEffect(() => {
    const element = screen.current
    return () => {
      tookFocus = element?.contains(document.activeElement) === true
    }
  }, [])
  useEffect(() => {
    document.title = `${title} · ${shell.product}`
  }, [title, shell])
  return (
    <div className={styles.screen} ref={screen}>
      <div className={styles.top}>
        <div className={styles.grow}>
          <h1 ref={heading} tabIndex={-1} className={styles.title}>
            {title}
          </h1>
          {under === undefined ? null : <div className={styles.under}>{under}</div>}
        </div>
        {actions === undefined ? null : <div className={styles.actions}>{actions}</div>}
      </div>
      {children}
    </div>
  )
}
