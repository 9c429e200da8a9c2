import { type ReactNode, useEffect, useRef } from 'react'
import { usePage } from '../state/page-context.ts'
import styles from './screen.module.css'

let shownAt: string | null = null

/**
 * A screen with its heading. The heading takes the focus when one arrives from another address, so that a screen
 * reader says where one is; not on the first one, where the browser has just said it.
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
  useEffect(() => {
    const arrived = shownAt !== null && shownAt !== location.hash
    shownAt = location.hash
    if (arrived && focusHeading) heading.current?.focus({ preventScroll: keepPlace })
  }, [focusHeading, keepPlace])
  useEffect(() => {
    document.title = `${title} · ${shell.product}`
  }, [title, shell])
  return (
    <div className={styles.screen}>
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
