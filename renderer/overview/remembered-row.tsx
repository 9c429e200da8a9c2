import { useLayoutEffect, useRef } from 'react'
import type { Remembered } from '../../shared/api/contract/contract.ts'
import { countdown } from '../../shared/text/countdown.ts'
import { countdownWords } from '../life/countdown.tsx'
import { BareBar } from '../life/life-bar.tsx'
import { addressOf } from '../routes/route.ts'
import { usePage } from '../state/page-context.ts'
import { StatePill } from '../status/state-pill.tsx'
import { systemTitle } from '../status/system-title.ts'
import { useEachSecond } from '../time/use-now.ts'
import styles from './list/list.module.css'
import { ListHead } from './list/list-head.tsx'
import { putListInPlace } from './list-place.ts'

/** More are not visible before the real list comes. */
const SHOWN = 40

export function RememberedList({ remembered }: { remembered: readonly Remembered[] }) {
  const { overview } = usePage().words
  const list = useRef<HTMLTableElement>(null)
  useLayoutEffect(() => putListInPlace(list.current), [])
  return (
    <table ref={list} className={styles.table} aria-label={overview.tableName} aria-rowcount={remembered.length + 1}>
      <ListHead query={null} selected={null} />
      <tbody>
        {remembered.slice(0, SHOWN).map((each) => (
          <RememberedRow key={each.id} remembered={each} />
        ))}
      </tbody>
    </table>
  )
}

/** Shaped like the row that will replace it, without what is not known yet; only the name is a link. */
function RememberedRow({ remembered }: { remembered: Remembered }) {
  const { texts } = usePage()
  const { name, system, state, expiresAt } = remembered
  return (
    <tr className={styles.row}>
      <th scope="row" className={styles.name}>
        <a href={addressOf({ screen: 'connection', name })}>{name}</a>
        <div className={styles.about}>{systemTitle(texts, system)}</div>
      </th>
      <td className={styles.state}>
        <StatePill state={state} />
      </td>
      <td className={styles.life}>
        <BareBar />
        <div className={styles.words}>{expiresAt === null ? null : <LastKnownExpiry remembered={remembered} />}</div>
      </td>
      <td className={styles.last} />
      <td className={styles.menu} />
    </tr>
  )
}

/** The last known end only: whether a renewal is planned is not known yet. */
function LastKnownExpiry({ remembered: { expiresAt } }: { remembered: Remembered }) {
  const { texts } = usePage()
  const life = { state: 'valid', renewable: true, issuedAt: null, refreshAt: null, pausedAt: null, expiresAt } as const
  return countdownWords(useEachSecond((now) => countdown(texts, life, now)))
}
