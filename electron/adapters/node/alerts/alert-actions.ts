import { createHmac } from 'node:crypto'
import { hostname } from 'node:os'
import type { AlertActions } from '../../../core/alerts/alert-actions.ts'
import type { Clock } from '../../../core/ports.ts'
import { checkAlertProgram, runAlertProgram } from './alert-program.ts'

export function nodeAlertActions(clock: Pick<Clock, 'after'>): AlertActions {
  return {
    computer: hostname(),
    texts: async (language) => (await import('../../../../shared/text/language.ts')).textsFor(language),
    check: checkAlertProgram,
    run: (work) => runAlertProgram(work, clock),
    // One of the few places where a secret is revealed: what comes of it does not tell it.
    sign: (text, key) => createHmac('sha256', Buffer.from(key.reveal(), 'base64')).update(text).digest('base64'),
  }
}
