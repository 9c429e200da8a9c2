import type { Notice } from '../../../shared/api/contract/contract.ts'
import { fault } from '../../../shared/fault.ts'
import type { DesktopTexts } from '../../../shared/text/desktop-texts.ts'
import { faultMessage, filled } from '../../../shared/text/sentence.ts'
import type { Texts } from '../../../shared/text/texts.ts'

/** A connection needs somebody, ends soon, or is well again. */
export type NotificationKind = 'needs' | 'ends' | 'well'

export type ConnectionNotification = {
  readonly kind: NotificationKind
  readonly title: string
  readonly body: string
  readonly connection: string
}

/**
 * Which journal entries become notifications. Each trouble is told once, and a recovery only after its trouble was told.
 */
export function createNotificationRules(
  texts: Texts,
  words: DesktopTexts,
): (notice: Notice) => ConnectionNotification | null {
  const troubled = new Set<string>()

  return (notice) => {
    if (notice.notice !== 'journal.added') return null
    const { event, connection: name, fault: code = 'refused', params = {} } = notice.entry
    if (name === undefined) return null
    const notification = (kind: NotificationKind, title: string, body: string): ConnectionNotification => ({
      kind,
      title,
      body,
      connection: name,
    })
    switch (event) {
      case 'renewal_refused':
        if (troubled.has(name)) return null
        troubled.add(name)
        return notification('needs', filled(words.needsYou, { name }), faultMessage(texts, fault(code), { name }).say)
      case 'ends_soon': {
        const days = Number(params['days'] ?? 0)
        const title = days <= 1 ? words.endsTomorrow : words.endsSoon
        return notification('ends', filled(title, { name, days }), words.endsSoonSay)
      }
      case 'renewed':
        return troubled.delete(name)
          ? notification('well', filled(words.recovered, { name }), words.recoveredSay)
          : null
      default:
        return null
    }
  }
}
