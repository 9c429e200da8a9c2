import type { ConnectionView } from '../connections/view.ts'
import { readInstant } from '../time/instant.ts'
import { sayAgo } from './ago.ts'
import { filled } from './sentence.ts'
import type { Texts } from './texts.ts'

export type Trusted = Pick<ConnectionView, 'state' | 'validated' | 'lastRefresh'>

/**
 * What "valid" rests on, with its age: the server itself, or the date alone ("valid by its date; not tried since ...").
 * Null where the state says enough. `now` UTC ms.
 */
export function trustSentence(texts: Texts, view: Trusted, now: number): string | null {
  if (view.state !== 'valid' && view.state !== 'expiring' && view.state !== 'unsaved') return null
  const { trust } = texts
  const { validated, lastRefresh } = view
  const since = (iso: string | undefined): string => {
    const at = iso === undefined ? null : (readInstant(iso)?.at ?? null)
    return sayAgo(texts, now - (at ?? now))
  }
  if (validated?.current === true) {
    const ago = since(validated.at)
    return filled(validated.tokenAccepted === 'yes' ? trust.tried : trust.couldNotTell, { ago })
  }
  if (lastRefresh?.outcome === 'renewed') return filled(trust.sinceRenewal, { ago: since(lastRefresh.at) })
  return validated === null ? trust.never : filled(trust.sinceTest, { ago: since(validated.at) })
}
