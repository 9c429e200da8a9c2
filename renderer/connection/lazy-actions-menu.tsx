import { Loader } from '@mantine/core'
import { memo, Suspense, useState } from 'react'
import type { ConnectionView } from '../../shared/connections/view.ts'
import { filled } from '../../shared/text/sentence.ts'
import { laterPart } from '../shell/later-part.ts'
import { usePage, usePageState } from '../state/page-context.ts'
import styles from './actions-menu.module.css'

const ActionsMenu = laterPart(() => import('./actions-menu.tsx').then((module) => module.ActionsMenu))

/**
 * The button of the menu alone, until somebody presses it: a long list has one in each row, and almost none is opened. Made of
 * plain elements that look as Mantine's do, whose own take as long to paint as all the rest of a row.
 */
export const LazyActionsMenu = memo(function LazyActionsMenu({
  view,
  tabIndex,
}: {
  view: ConnectionView
  tabIndex?: number
}) {
  const { overview } = usePage().words
  const busy = usePageState((state) => state.actions[view.name] !== undefined)
  const [opened, open] = useState(false)
  const label = filled(overview.menu, { name: view.name })
  const dots = (
    <button
      type="button"
      className={styles.dots}
      aria-label={label}
      aria-haspopup="menu"
      aria-busy={busy || undefined}
      title={label}
      tabIndex={tabIndex}
      onClick={() => open(true)}
    >
      {busy ? <Loader color="gray" size={16} /> : null}
    </button>
  )
  if (!opened) return dots
  return (
    <Suspense fallback={dots}>
      <ActionsMenu view={view} defaultOpened {...(tabIndex === undefined ? {} : { tabIndex })} />
    </Suspense>
  )
})
