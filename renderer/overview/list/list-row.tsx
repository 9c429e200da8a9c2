import { memo, type ReactNode } from 'react'
import type { ConnectionView } from '../../../shared/connections/view.ts'
import { filled } from '../../../shared/text/sentence.ts'
import type { Texts } from '../../../shared/text/texts.ts'
import { Remarks } from '../../connection/facts/remarks.tsx'
import { LazyActionsMenu } from '../../connection/lazy-actions-menu.tsx'
import { Countdown } from '../../life/countdown.tsx'
import { LastRenewal } from '../../life/last-renewal.tsx'
import { LifeBar } from '../../life/life-bar.tsx'
import { addressOf } from '../../routes/route.ts'
import { usePage, usePageState } from '../../state/page-context.ts'
import { StatePill } from '../../status/state-pill.tsx'
import { systemTitle } from '../../status/system-title.ts'
import styles from './list.module.css'

export type RowPlace = {
  /** Where it stands in the store's list, and whose row it is. */
  readonly place: number
  readonly id: string
  /** Where it stands among what is shown. */
  readonly index: number
  /** The one that the Tab key comes to. */
  readonly current: boolean
  /** Null where nothing can be selected. */
  readonly selected: boolean | null
}

/** Follows its own connection, and is painted again only when that has changed. */
export const ListRow = memo(function ListRow({
  measure,
  ...row
}: RowPlace & { measure: (row: HTMLElement | null) => void }) {
  const { texts } = usePage()
  const view = usePageState(({ connections }) => {
    const there = connections?.[row.place]
    return there?.id === row.id ? there : connections?.find(({ id }) => id === row.id)
  })
  if (view === undefined) return null
  return (
    <tr
      className={styles.row}
      ref={measure}
      data-index={row.index}
      data-id={row.id}
      data-selected={row.selected === true}
      aria-rowindex={row.index + 2}
    >
      {row.selected === null ? null : <Mark name={view.name} selected={row.selected} />}
      <th scope="row" className={styles.name}>
        <a href={addressOf({ screen: 'connection', name: view.name })} tabIndex={row.current ? 0 : -1}>
          {view.name}
        </a>
        {tagsOf(view)}
        <div className={styles.about}>{aboutOf(view, texts)}</div>
      </th>
      <Rest view={view} />
    </tr>
  )
})

/** By itself: React sets a box's name and type anew at each painting, after which the browser lays out the whole screen. */
const Mark = memo(function Mark({ name, selected }: { name: string; selected: boolean }) {
  const { list } = usePage().words
  return (
    <td className={styles.mark}>
      <input type="checkbox" tabIndex={-1} checked={selected} readOnly aria-label={filled(list.select, { name })} />
    </td>
  )
})

/** What going from row to row does not change. */
const Rest = memo(function Rest({ view }: { view: ConnectionView }) {
  const { overview } = usePage().words
  return (
    <>
      <td className={styles.state}>
        <StatePill state={view.state} />
      </td>
      <td className={styles.life}>
        <LifeBar view={view} />
        <div className={styles.words}>
          <Countdown view={view} />
          <Remarks view={view} />
        </div>
      </td>
      <td className={styles.last} data-label={`${overview.columnLast}: `}>
        <LastRenewal view={view} />
      </td>
      <td className={styles.menu}>
        <LazyActionsMenu view={view} tabIndex={-1} />
      </td>
    </>
  )
})

function aboutOf({ system, clientId }: ConnectionView, texts: Texts): string {
  return [systemTitle(texts, system), clientId].filter((part) => part !== '').join(' · ')
}

/** As many as have room beside a name; the rest is on the connection's own screen. */
const TAGS_SHOWN = 3

function tagsOf({ tags }: ConnectionView): ReactNode {
  return tags.slice(0, TAGS_SHOWN).map((tag) => (
    <span key={tag} className={styles.tag}>
      {tag}
    </span>
  ))
}
