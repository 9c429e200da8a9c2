import { memo } from 'react'
import type { ConnectionView } from '../../shared/domain/view.ts'

import { Countdown } from '../connection/countdown.tsx'
import { DeedsMenu } from '../connection/deeds-menu.tsx'
import { LastRenewal } from '../connection/last-renewal.tsx'
import { LifeBar } from '../connection/life-bar.tsx'
import { Remarks } from '../connection/remarks.tsx'
import { StatePill } from '../connection/state-pill.tsx'
import { systemTitle } from '../connection/system-title.ts'
import { addressOf } from '../routes/route.ts'
import { usePage } from '../state/page-context.ts'
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
        <DeedsMenu view={view} />
      </td>
    </tr>
  )
})
