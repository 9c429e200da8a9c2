import { IconAlertTriangle, IconInfoCircle, IconPlugConnectedX } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import styles from './banner.module.css'

const ICONS = { red: IconAlertTriangle, amber: IconAlertTriangle, sky: IconInfoCircle, grey: IconPlugConnectedX }

/** Something to know before the rest of the screen, with at most one thing to do about it. */
export function Banner({
  tone,
  title,
  children,
  action,
}: {
  tone: keyof typeof ICONS
  title: ReactNode
  children: ReactNode
  action?: ReactNode
}) {
  const Icon = ICONS[tone]
  return (
    <div className={styles.banner} data-tone={tone}>
      <Icon className={styles.icon} size={18} aria-hidden="true" />
      <p className={styles.words}>
        <b>{title}</b> {children}
      </p>
      {action === undefined ? null : <div className={styles.action}>{action}</div>}
    </div>
  )
}
