import type { Fault } from '../../../shared/fault.ts'
import type { JournalWriter } from '../journal/journal-writer.ts'

export const ALERT_WAYS = ['command', 'webhook'] as const
export type AlertWay = (typeof ALERT_WAYS)[number]

/** What hinders each way now. */
export type AlertTroubles = {
  now(): Readonly<Record<AlertWay, Fault | null>>
  /** How it went; the journal has a trouble once, however often it is met before it is over. */
  note(way: AlertWay, trouble: Fault | null): void
  /** A person has set something else. */
  forget(way: AlertWay): void
}

export function createAlertTroubles(journalWriter: JournalWriter): AlertTroubles {
  let troubles: Readonly<Record<AlertWay, Fault | null>> = { command: null, webhook: null }
  const set = (way: AlertWay, trouble: Fault | null): void => {
    troubles = { ...troubles, [way]: trouble }
  }
  return {
    now: () => troubles,
    note(way, trouble) {
      const isNews = trouble !== null && troubles[way] === null
      set(way, trouble)
      if (isNews) journalWriter.note({ event: 'notify_failed', fault: trouble, params: { ...trouble.params, way } })
    },
    forget: (way) => set(way, null),
  }
}
