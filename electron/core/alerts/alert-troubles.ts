import type { Fault } from '../../../shared/fault.ts'
import type { JournalWriter } from '../journal/journal-writer.ts'

export const ALERT_WAYS = ['command', 'webhook'] as const
export type AlertWay = (typeof ALERT_WAYS)[number]

/** What hinders each way now. */
export type AlertTroubles = ReturnType<typeof createAlertTroubles>

export function createAlertTroubles(journalWriter: JournalWriter) {
  let troubles: Readonly<Record<AlertWay, Fault | null>> = { command: null, webhook: null }
  const set = (way: AlertWay, trouble: Fault | null): void => {
    troubles = { ...troubles, [way]: trouble }
  }
  return {
    now: (): Readonly<Record<AlertWay, Fault | null>> => troubles,
    /** How it went; the journal has a trouble once, however often it is met before it is over. */
    note(way: AlertWay, trouble: Fault | null): void {
      const isNews = trouble !== null && troubles[way] === null
      set(way, trouble)
      if (isNews) journalWriter.note({ event: 'notify_failed', fault: trouble, params: { ...trouble.params, way } })
    },
    /** A person has set something else. */
    forget: (way: AlertWay): void => set(way, null),
  }
}
