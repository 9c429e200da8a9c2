import type { ConnectionView } from '../connections/view.ts'
import { sayDuration } from '../time/duration.ts'
import { readInstant } from '../time/instant.ts'
import { filled } from './sentence.ts'
import type { Texts } from './texts.ts'

export type Trusted = Pick<ConnectionView, 'state' | 'validated' | 'lastRefresh'>

/**
 * What "valid" rests on, with its age: the server itself, or the date alone ("valid by its date; not tried since ...").
 * Null where the state says enough. `now` UTC ms.
 */
export function trustSentence({ trust }: Texts, view: Trusted, now: number): string | null {
  if (view.state !== 'valid' && view.state !== 'expiring' && view.state !== 'unsaved') return null
  const { validated, lastRefresh } = view
  const ago = (iso: string | undefined): string => {
    const at = iso === undefined ? null : (readInstant(iso)?.at ?? null)
    return sayDuration(Math.max(0, now - (at ?? now)))
  }
  if (validated?.current === true) {
    const span = ago(validated.at)
    return filled(validated.tokenAccepted === 'yes' ? trust.tried : trust.couldNotTell, { span })
  }
  if (lastRefresh?.outcome === 'renewed') return filled(trust.sinceRenewal, { span: ago(lastRefresh.at) })
  return validated === null ? trust.never : filled(trust.sinceTest, { span: ago(validated.at) })
}
