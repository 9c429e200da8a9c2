import type { Notice } from '../../../shared/api/contract/contract.ts'
import { fault } from '../../../shared/fault.ts'
import type { DesktopTexts } from '../../../shared/text/desktop-texts.ts'
import { faultTelling, filled } from '../../../shared/text/sentence.ts'
import type { Texts } from '../../../shared/text/texts.ts'

export type Told = { readonly title: string; readonly body: string; readonly connection: string | null }

/**
 * What a person is told while the window is shut: somebody is needed, an end that no renewal moves comes near, all is
 * well again. Each once: the journal has a refusal and an announcement once, and only who was told of trouble is told
 * that it is over.
 */
export function createTelling(texts: Texts, words: DesktopTexts): (notice: Notice) => Told | null {
  const troubled = new Set<string>()

  return (notice) => {
    if (notice.notice !== 'journal.added') return null
    const { event, connection: name, fault: code = 'refused', params = {} } = notice.entry
    if (name === undefined) return null
    const told = (title: string, body: string): Told => ({ title, body, connection: name })
    switch (event) {
      case 'renewal_refused':
        if (troubled.has(name)) return null
        troubled.add(name)
        return told(filled(words.needsYou, { name }), faultTelling(texts, fault(code), { name }).say)
      case 'ends_soon': {
        const days = Number(params['days'] ?? 0)
        const title = days <= 1 ? words.endsTomorrow : words.endsSoon
        return told(filled(title, { name, days }), words.endsSoonSay)
      }
      case 'renewed':
        return troubled.delete(name) ? told(filled(words.recovered, { name }), words.recoveredSay) : null
      default:
        return null
    }
  }
}
