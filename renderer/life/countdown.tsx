import type { ReactNode } from 'react'
import { isVaultShut } from '../../shared/connections/states.ts'
import type { ConnectionView } from '../../shared/connections/view.ts'
import { countdown } from '../../shared/text/countdown.ts'
import type { Page } from '../state/page-context.ts'
import styles from './countdown.module.css'

/** A life in plain words at that moment (UTC ms). */
export function lifeWords({ texts, words }: Pick<Page, 'texts' | 'words'>, view: ConnectionView, now: number): string {
  if (!isVaultShut(view)) return countdown(texts, view, now)
  // Of the rest nothing is known; the last known end is still one.
  if (view.expiresAt === null) return words.overview.shut
  return countdown(texts, { ...view, state: 'valid', renewable: true }, now)
}

/** They are parted by commas; the first part stands in bold. */
export function countdownWords(words: string): ReactNode {
  const [first, ...rest] = words.split(', ')
  return (
    <span className={styles.words}>
      <b>{first}</b>
      {rest.map((part) => ` · ${part}`).join('')}
    </span>
  )
}
