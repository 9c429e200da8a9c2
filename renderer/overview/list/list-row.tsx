import { memo, type ReactNode } from 'react'
import type { ConnectionView } from '../../../shared/connections/view.ts'
import { filled } from '../../../shared/text/sentence.ts'
import type { Texts } from '../../../shared/text/texts.ts'
import { remarks } from '../../connection/facts/remarks.ts'
import { LazyActionsMenu } from '../../connection/lazy-actions-menu.tsx'
import { countdownWords, lifeWords } from '../../life/countdown.tsx'
import { lastRenewal, lastWords } from '../../life/last-renewal.tsx'
import { lifeBar } from '../../life/life-bar.tsx'
import { lifeGeometry, passedShare } from '../../life/life-geometry.ts'
import { addressOf } from '../../routes/route.ts'
import { usePage, usePageState } from '../../state/page-context.ts'
import { statePill } from '../../status/state-pill.tsx'
import { systemTitle } from '../../status/system-title.ts'
import { sayMoment } from '../../time/moments.ts'
import { currentSecond } from '../../time/ticker.ts'
import { useLocale } from '../../time/use-locale.ts'
import { useEachSecond } from '../../time/use-now.ts'
import styles from './list.module.css'

export type RowPlace = {
  /** Index in the store's list, a hint for finding `id` there. */
  readonly place: number
  readonly id: string
  /** Index among the items shown. */
  readonly index: number
  /** Whether Tab comes to this row. */
  readonly current: boolean
  /** Null where nothing can be selected. */
  readonly selected: boolean | null
}

/** Follows its own connection, and renders only when that changes. */
export const ListRow = memo(function ListRow({
  measure,
  ...row
}: RowPlace & { measure: (row: HTMLElement | null) => void }) {
  const { texts } = usePage()
  const view = usePageState(({ connections }) => {
    const atPlace = connections?.[row.place]
    return atPlace?.id === row.id ? atPlace : connections?.find(({ id }) => id === row.id)
  })
  if (view === undefined) return null
  return (
    <tr
      className={styles.row}
      ref={measure}
      data-index={row.index}
      data-id={row.id}
      data-selected={row.selected === true ? true : undefined}
      aria-rowindex={row.index + 2}
    >
      {row.selected === null ? null : <SelectBox name={view.name} selected={row.selected} />}
      <th scope="row" className={styles.name}>
        <a href={addressOf({ screen: 'connection', name: view.name })} tabIndex={row.current ? 0 : -1}>
          {view.name}
        </a>
        {tagsOf(view)}
        <div className={styles.about}>{aboutOf(view, texts)}</div>
      </th>
      <RowCells view={view} />
    </tr>
  )
})

/**
 * An ARIA checkbox, toggled by the list (connection-list.tsx): an HTML one takes a tenth of the time of a long scroll, since React
 * tracks its value and the browser builds a shadow tree in it.
 */
function SelectBox({ name, selected }: { name: string; selected: boolean }) {
  const { list } = usePage().words
  return (
    <td className={styles.mark}>
      {/* biome-ignore lint/a11y/useSemanticElements: see above */}
      <span role="checkbox" tabIndex={-1} aria-checked={selected} aria-label={filled(list.select, { name })} />
    </td>
  )
}

/**
 * What moving the focus does not change. Uses plain functions and one clock for all its moving texts: a long scroll makes a whole
 * screen of rows at once, and each component or clock costs as much as a few elements.
 */
const RowCells = memo(function RowCells({ view }: { view: ConnectionView }) {
  const page = usePage()
  const { texts, words } = page
  const locale = useLocale()
  const life = lifeGeometry(view)
  const moving = useEachSecond((now) => {
    const share = life === null ? 0 : passedShare(now, life)
    return [share, lifeWords(page, view, now), lastWords(page, view, locale, now)].join('\n')
  })
  const [share, lifeText = '', lastText = ''] = moving.split('\n')
  const say = (at: number) => sayMoment(at, currentSecond(), locale)
  return (
    <>
      <td className={styles.state}>{statePill(texts, view.state)}</td>
      <td className={styles.life}>
        {lifeBar(view, life, Number(share), say, words)}
        <div className={styles.words}>
          {countdownWords(lifeText)}
          {remarks(page, view)}
        </div>
      </td>
      <td className={styles.last} data-label={`${words.overview.columnLast}: `}>
        {lastRenewal(view, lastText)}
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

/** The connection's own screen shows the rest. */
const TAGS_SHOWN = 3

function tagsOf({ tags }: ConnectionView): ReactNode {
  return tags.slice(0, TAGS_SHOWN).map((tag) => (
    <span key={tag} className={styles.tag}>
      {tag}
    </span>
  ))
}
