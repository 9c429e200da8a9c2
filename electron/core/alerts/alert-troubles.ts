import type { Fault } from '../../../shared/fault.ts'
import type { JournalWriter } from '../journal/journal-writer.ts'

export const ALERT_CHANNELS = ['command', 'webhook'] as const
export type AlertChannel = (typeof ALERT_CHANNELS)[number]

/** What hinders each channel now. */
export type AlertTroubles = ReturnType<typeof createAlertTroubles>

export function createAlertTroubles(journalWriter: JournalWriter) {
  let troubles: Readonly<Record<AlertChannel, Fault | null>> = { command: null, webhook: null }
  const set = (channel: AlertChannel, trouble: Fault | null): void => {
    troubles = { ...troubles, [channel]: trouble }
  }
  return {
    now: (): Readonly<Record<AlertChannel, Fault | null>> => troubles,
    /** How it went; the journal has a trouble once, however often it is met before it is over. */
    note(channel: AlertChannel, trouble: Fault | null): void {
      const isNews = trouble !== null && troubles[channel] === null
      set(channel, trouble)
      if (isNews)
        journalWriter.note({ event: 'notify_failed', fault: trouble, params: { ...trouble.params, way: channel } })
    },
    /** A person has set something else. */
    forget: (channel: AlertChannel): void => set(channel, null),
  }
}
