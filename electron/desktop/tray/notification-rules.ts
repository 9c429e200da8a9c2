import type { Notice } from '../../../shared/api/contract/contract.ts'
import { fault } from '../../../shared/fault.ts'
import type { DesktopTexts } from '../../../shared/text/desktop-texts.ts'
import { faultMessage, filled } from '../../../shared/text/sentence.ts'
import type { Texts } from '../../../shared/text/texts.ts'

/** What is told of a connection: that it needs somebody, ends soon, or is well again. */
export type ToldKind = 'needs' | 'ends' | 'well'

export type Told = {
  readonly kind: ToldKind
  readonly title: string
  readonly body: string
  readonly connection: string
}

/**
 * What a person is told while the window is shut: somebody is needed, an end that no renewal moves comes near, all is
 * well again. Each once: the journal has a refusal and an announcement once, and only who was told of trouble is told
 * that it is over.
 */
export function createNotificationRules(texts: Texts, words: DesktopTexts): (notice: Notice) => Told | null {
  const troubled = new Set<string>()

  return (notice) => {
    if (notice.notice !== 'journal.added') return null
    const { event, connection: name, fault: code = 'refused', params = {} } = notice.entry
    if (name === undefined) return null
    const told = (kind: ToldKind, title: string, body: string): Told => ({ kind, title, body, connection: name })
    switch (event) {
      case 'renewal_refused':
        if (troubled.has(name)) return null
        troubled.add(name)
        return told('needs', filled(words.needsYou, { name }), faultMessage(texts, fault(code), { name }).say)
      case 'ends_soon': {
        const days = Number(params['days'] ?? 0)
        const title = days <= 1 ? words.endsTomorrow : words.endsSoon
        return told('ends', filled(title, { name, days }), words.endsSoonSay)
      }
      case 'renewed':
        return troubled.delete(name) ? told('well', filled(words.recovered, { name }), words.recoveredSay) : null
      default:
        return null
    }
  }
}
