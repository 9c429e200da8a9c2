import { raise } from '../../../../shared/fault.ts'
import type { FleetLine } from '../fleet-line.ts'
import { lookAt, markKey } from './turn-marks.ts'

export type Unblocking = {
  readonly name: string
  /** Of the token set that is here. */
  readonly generation: number
  /** Somebody has been told what it may cost, and wants it. */
  readonly agreed: boolean
  readonly id: string
}

/**
 * Takes the mark away that keeps everybody from renewing: one that cannot be read, or "about to send" of a workstation that is
 * gone. What it stands for may have been sent, and a server that gets it again may end the session: so this is a person's to
 * say. Raises confirm_unblock {name} without a yes, renewed_elsewhere {name} while somebody is at it, nothing_blocks {name},
 * refresh_reply_lost where that refresh token is known to be spent, document_changed, and the store's faults.
 */
export async function unblock(fleet: FleetLine, place: string, wanted: Unblocking): Promise<void> {
  const { name, id, generation, agreed } = wanted
  const { turn, mark, isUnreadable, markAt } = await lookAt(fleet, place)
  if (turn !== null) raise('renewed_elsewhere', { name })
  if (!isUnreadable) {
    if (mark === null || mark.generation < generation) raise('nothing_blocks', { name })
    // With the one that was spent nothing can be renewed, and there is nothing to wait for.
    if (mark.stage === 'answered' || mark.generation > generation) raise('refresh_reply_lost')
    const isOurs = await fleet.attempts.has(id, mark.attempt)
    if (mark.stage !== 'about-to-send' || isOurs) raise('nothing_blocks', { name })
  }
  if (!agreed) raise('confirm_unblock', { name })
  const outcome = await fleet.store.write([{ key: markKey(place), readAt: markAt, value: null }])
  if (outcome !== 'written') raise('document_changed')
}
