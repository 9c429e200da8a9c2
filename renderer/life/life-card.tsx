import type { CSSProperties } from 'react'
import type { ConnectionView } from '../../shared/connections/view.ts'
import { momentOf } from '../../shared/time/instant.ts'
import { Card } from '../shell/card.tsx'
import { usePage } from '../state/page-context.ts'
import { Status } from '../status/status.tsx'
import { Moment } from '../time/moment.tsx'
import { LifeBar } from './life-bar.tsx'
import styles from './life-card.module.css'
import { isShortLived, lifeGeometry } from './life-geometry.ts'

/** The status in a sentence over the life bar, large, with its moments written under it. */
export function LifeCard({ view }: { view: ConnectionView }) {
  const { connection } = usePage().words
  const life = lifeGeometry(view)
  const seconds = isShortLived(view)
  const renewsAt = life === null || life.renewal === null ? null : momentOf(view.refreshAt)
  return (
    <Card title={connection.life}>
      <p className={styles.status}>
        <Status view={view} />
      </p>
      {life === null ? null : (
        <>
          <div className={styles.bar}>
            <LifeBar view={view} />
          </div>
          {renewsAt === null || life.renewal === null ? null : (
            <div className={styles.plan} style={{ '--from': life.renewal } as CSSProperties}>
              <Mark name={connection.renews} at={renewsAt} seconds={seconds} />
            </div>
          )}
          <div className={styles.marks}>
            <Mark name={connection.issued} at={life.issuedAt} seconds={seconds} />
            <Mark name={connection.ends} at={life.expiresAt} seconds={seconds} />
          </div>
        </>
      )}
    </Card>
  )
}

function Mark({ name, at, seconds }: { name: string; at: number; seconds: boolean }) {
  return (
    <div>
      <span className={styles.name}>{name}</span> <Moment at={at} seconds={seconds} />
    </div>
  )
}
