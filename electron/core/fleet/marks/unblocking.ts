import { type Connection, generationOf } from '../../../../shared/connections/connection.ts'
import { raise } from '../../../../shared/fault.ts'
import type { Fleet } from '../fleet.ts'
import { attemptsUpTo } from './asked-mark.ts'
import { effectiveMarks, isMarkLost, readMarks, type TurnMarks, turnHolder, writeMarkOver } from './turn-marks.ts'

export type Unblocking = {
  readonly connection: Connection
  /** Somebody has been told what it may cost, and wants it. */
  readonly agreed: boolean
  /** Of this very write. */
  readonly attempt: string
}

/**
 * Gives the mark back that keeps everybody from renewing: one that cannot be read or is lost, or one of a workstation that is
 * gone. What it stands for may have been sent, and a server that gets it again may end the session: so this is a person's to
 * say. Raises confirm_unblock {name} without a yes, renewed_elsewhere {name} while somebody is at it, nothing_blocks {name},
 * document_changed, and the store's faults.
 */
export async function unblock(fleet: Fleet, { connection, agreed, attempt }: Unblocking): Promise<void> {
  const { id, name } = connection
  const place = fleet.placeOf(id)
  const there = await readMarks(fleet, place)
  const marks = effectiveMarks(there, connection)
  if (marks.turn !== null) raise('renewed_elsewhere', { name })
  if (!(await isBlocking(fleet, marks, connection))) raise('nothing_blocks', { name })
  if (!agreed) raise('confirm_unblock', { name })
  const told = connection.asked?.attempt
  const after = [...(told === undefined ? [] : [told]), ...attemptsUpTo(marks.mark)]
  const mark = { by: fleet.me, generation: generationOf(connection), stage: 'given-back', attempt, after } as const
  if (!(await writeMarkOver(fleet, place, marks, mark))) raise('document_changed')
}

async function isBlocking(fleet: Fleet, marks: TurnMarks, connection: Connection): Promise<boolean> {
  if (isMarkLost(marks, connection)) return true
  const { mark } = marks
  const ahead = mark === null ? -1 : mark.generation - generationOf(connection)
  if (mark === null || ahead < 0) return false
  if (ahead > 0 || mark.stage === 'answered') return true
  return mark.stage === 'about-to-send' && (await turnHolder(fleet, connection.id, marks.attempts)) === 'another'
}
