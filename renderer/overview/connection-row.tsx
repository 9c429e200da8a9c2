import { memo } from 'react'
import type { ConnectionView } from '../../shared/connections/view.ts'
import { ActionsMenu } from '../connection/actions-menu.tsx'
import { Remarks } from '../connection/facts/remarks.tsx'
import { Countdown } from '../life/countdown.tsx'
import { LastRenewal } from '../life/last-renewal.tsx'
import { LifeBar } from '../life/life-bar.tsx'
import { addressOf } from '../routes/route.ts'
import { usePage } from '../state/page-context.ts'
import { StatePill } from '../status/state-pill.tsx'
import { systemTitle } from '../status/system-title.ts'
import styles from './connection-table.module.css'

/** Painted again only when its own connection has changed. */
export const ConnectionRow = memo(function ConnectionRow({ view }: { view: ConnectionView }) {
  const { texts, words } = usePage()
  const about = [systemTitle(texts, view.system), view.clientId].filter((part) => part !== '').join(' · ')
  return (
    <tr className={styles.row}>
      <th scope="row" className={styles.name}>
        <a href={addressOf({ screen: 'connection', name: view.name })}>{view.name}</a>
        <div className={styles.about}>{about}</div>
      </th>
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
      <td className={styles.last} data-label={`${words.overview.columnLast}: `}>
        <LastRenewal view={view} />
      </td>
      <td className={styles.menu}>
        <ActionsMenu view={view} />
      </td>
    </tr>
  )
})
