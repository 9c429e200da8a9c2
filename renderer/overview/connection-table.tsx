import { VisuallyHidden } from '@mantine/core'
import type { ReactNode } from 'react'
import { usePage } from '../state/page-context.ts'
import styles from './connection-table.module.css'

/** One table at every width, around its rows; narrow screens lay each row out as a card. */
export function ConnectionTable({ children }: { children: ReactNode }) {
  const { overview } = usePage().words
  return (
    <table className={styles.table} aria-label={overview.tableName}>
      <thead className={styles.head}>
        <tr>
          <th className={styles.name}>{overview.columnConnection}</th>
          <th className={styles.state}>{overview.columnState}</th>
          <th>{overview.columnLife}</th>
          <th className={styles.last}>{overview.columnLast}</th>
          <th className={styles.menu}>
            <VisuallyHidden>{overview.columnActions}</VisuallyHidden>
          </th>
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  )
}
