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
      data-selected={row.selected === true ? true : undefined}
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

/**
 * A box as ARIA has it, pressed by the list (connection-list.tsx): one of HTML takes a tenth of a leap through the list, since
 * React follows its value and the browser builds a tree inside it.
 */
function Mark({ name, selected }: { name: string; selected: boolean }) {
  const { list } = usePage().words
  return (
    <td className={styles.mark}>
      {/* biome-ignore lint/a11y/useSemanticElements: see above */}
      <span role="checkbox" tabIndex={-1} aria-checked={selected} aria-label={filled(list.select, { name })} />
    </td>
  )
}

/**
 * What going from row to row does not change. Made by functions, and with one clock for all that moves in it: a leap brings a
 * screen of rows at once, and each component and each clock of theirs takes as long as a few elements.
 */
const Rest = memo(function Rest({ view }: { view: ConnectionView }) {
  const page = usePage()
  const { texts, words } = page
  const locale = useLocale()
  const life = lifeGeometry(view)
  const moving = useEachSecond((now) => {
    const share = life === null ? 0 : passedShare(now, life)
    return [share, lifeWords(page, view, now), lastWords(page, view, locale, now)].join('\n')
  })
  const [share, left = '', last = ''] = moving.split('\n')
  const say = (at: number) => sayMoment(at, currentSecond(), locale)
  return (
    <>
      <td className={styles.state}>{statePill(texts, view.state)}</td>
      <td className={styles.life}>
        {lifeBar(view, life, Number(share), say, words)}
        <div className={styles.words}>
          {countdownWords(left)}
          {remarks(page, view)}
        </div>
      </td>
      <td className={styles.last} data-label={`${words.overview.columnLast}: `}>
        {lastRenewal(view, last)}
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
