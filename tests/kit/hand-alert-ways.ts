import { createHmac } from 'node:crypto'
import type { AlertActions, AlertWork } from '../../electron/core/alerts/alert-actions.ts'
import type { Fault } from '../../shared/fault.ts'
import { en } from '../../shared/text/en.ts'

export type HandAlertWays = AlertActions & {
  /** What was run, in turn. */
  readonly ran: AlertWork[]
  /** How every program ends from now on; `never` for one that hangs until it is ended. */
  ends(how: Fault | null | 'never'): void
}

/** Programs that only note that they ran; signatures are real ones. */
export function handAlertWays(): HandAlertWays {
  const ran: AlertWork[] = []
  let how: Fault | null | 'never' = null
  return {
    ran,
    ends(next) {
      how = next
    },
    computer: 'ward-pc',
    texts: async () => en,
    check: () => undefined,
    run(work) {
      ran.push(work)
      if (how !== 'never') return { ended: Promise.resolve(how), end: () => undefined }
      const { promise, resolve } = Promise.withResolvers<null>()
      return { ended: promise, end: () => resolve(null) }
    },
    sign: (text, key) => createHmac('sha256', Buffer.from(key.reveal(), 'base64')).update(text).digest('base64'),
  }
}
