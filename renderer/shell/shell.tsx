import { type ReactNode, useRef } from 'react'
import { LostNote } from '../leaving/lost-note.tsx'
import { addressOf, type Route } from '../routes/route.ts'
import { usePage } from '../state/page-context.ts'
import { LineBanner } from './banners/line-banner.tsx'
import { Navigation } from './navigation.tsx'
import styles from './shell.module.css'

/** The frame of every screen: navigation beside (or above) it, and what concerns all of them. */
export function Shell({ route, children }: { route: Route; children: ReactNode }) {
  const { words } = usePage()
  const content = useRef<HTMLElement>(null)
  return (
    <div className={styles.frame}>
      <button type="button" className={styles.skip} onClick={() => content.current?.focus()}>
        {words.shell.skip}
      </button>
      <Navigation route={route} />
      <main className={styles.content} ref={content} tabIndex={-1}>
        <LineBanner />
        <LostNote key={addressOf(route)} />
        {children}
      </main>
    </div>
  )
}
