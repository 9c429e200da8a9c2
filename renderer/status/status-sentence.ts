import { isVaultShut } from '../../shared/connections/states.ts'
import type { ConnectionView } from '../../shared/connections/view.ts'
import { sayAgo } from '../../shared/text/ago.ts'
import type { PageTexts } from '../../shared/text/page-texts.ts'
import { filled } from '../../shared/text/sentence.ts'
import type { Texts } from '../../shared/text/texts.ts'
import { sayDuration } from '../../shared/time/duration.ts'
import { momentOf } from '../../shared/time/instant.ts'

type Words = PageTexts['connection']
type Told = Pick<
  ConnectionView,
  'state' | 'expiresAt' | 'refreshAt' | 'renewable' | 'pausedAt' | 'secrets' | 'fault' | 'validated'
>

/** How a connection is, in one or two sentences. `say` writes a moment in local words. */
export function statusSentence(
  view: Told,
  texts: Texts,
  words: Words,
  now: number,
  say: (at: number) => string,
): string {
  const end = momentOf(view.expiresAt)
  const next = momentOf(view.refreshAt)
  const left = end === null ? null : end - now
  const values = {
    span: left === null ? undefined : sayDuration(Math.abs(left)),
    ago: left === null ? undefined : sayAgo(texts, Math.abs(left)),
    next: next === null ? undefined : sayDuration(Math.max(0, next - now)),
    at: say(momentOf(view.pausedAt) ?? now),
  }
  return filled(words[sentenceFor(view, left, next === null ? null : next - now)], values)
}

function sentenceFor(view: Told, left: number | null, next: number | null): keyof Words {
  if (isVaultShut(view)) return left !== null && left > 0 ? 'statusShutUntil' : 'statusShut'
  const works = left !== null && left > 0
  switch (view.state) {
    case 'valid':
      if (left === null) return 'statusEndless'
      if (!view.renewable || next === null) return 'statusFixed'
      return next > 0 && left !== null ? 'statusValid' : 'statusValidNow'
    case 'expiring':
      return view.renewable ? 'statusLate' : 'statusFixed'
    case 'renewing':
      return works ? 'statusRenewingStill' : 'statusRenewing'
    case 'expired':
      return view.renewable && next !== null && next > 0 ? 'statusExpiredTries' : 'statusExpired'
    case 'unknown':
      if (view.secrets['accessToken']?.present !== true) return 'statusNone'
      return view.renewable ? 'statusUnknown' : 'statusUnknownFixed'
    case 'needs-person':
      if (view.validated?.current === true && view.validated.tokenAccepted === 'no') return 'statusNeedsRefused'
      return works ? 'statusNeeds' : 'statusNeedsNow'
    case 'paused':
      return 'statusPaused'
    case 'unsaved':
      return 'statusUnsaved'
  }
}
