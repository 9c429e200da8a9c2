import { isDemo } from '../../shared/connections/demo-connection.ts'
import { isShut } from '../../shared/connections/standing.ts'
import type { ConnectionView } from '../../shared/connections/view.ts'
import { FAULT_KIND, type Fault, type FaultCode, fault } from '../../shared/fault.ts'
import { momentOf } from '../life/life-geometry.ts'

/** What a person is asked to do about a connection, and how urgent it is. */
export type Attention = {
  readonly view: ConnectionView
  readonly level: 'red' | 'amber'
  /** What is wrong; null where nothing is, yet, and only the end comes near. */
  readonly fault: Fault | null
  readonly action: AttentionAction
}

/** The one button beside it. */
export type AttentionAction = 'paste' | 'secret' | 'settings' | 'open' | 'refresh' | 'sign-in' | 'allow'

/**
 * A token that cannot renew itself is pressing in its last days (the announcements of docs/decisions.md 12 go 14, 7,
 * 1).
 */
const PRESSING_MS = 7 * 86_400_000

/** Who needs a person, the most urgent first. A shut vault is told once for all, and a demo by its own banner. */
export function attentions(views: readonly ConnectionView[], now: number): readonly Attention[] {
  return views
    .filter((view) => !isDemo(view))
    .flatMap((view) => attentionFor(view, now) ?? [])
    .sort((one, other) => rank(one) - rank(other) || endOf(one) - endOf(other))
}

function attentionFor(view: ConnectionView, now: number): Attention | null {
  const { state } = view
  if (isShut(view)) return null
  if (state === 'needs-person') return red(view, view.fault ?? fault('refused'))
  if (state === 'expired') return expired(view)
  // A question waits for its answer also while the token still counts.
  if (view.fault?.code === 'origin_told') return { view, level: 'amber', fault: view.fault, action: 'allow' }
  if (state === 'unknown' && view.secrets['accessToken']?.present === false && !view.renewable) {
    return red(view, fault('token_missing'))
  }
  if (state === 'unsaved') return { view, level: 'amber', fault: fault('unsaved'), action: 'open' }
  const end = momentOf(view.expiresAt)
  const pressing = state === 'expiring' && !view.renewable && end !== null && end - now <= PRESSING_MS
  return pressing ? { view, level: 'amber', fault: null, action: 'paste' } : null
}

/** An expired token that can renew itself is being renewed; why that fails is then what to tell. */
function expired(view: ConnectionView): Attention | null {
  if (!view.renewable) return red(view, fault('token_expired'))
  return view.fault === null ? null : { view, level: 'amber', fault: view.fault, action: actionFor(view.fault.code) }
}

function red(view: ConnectionView, trouble: Fault): Attention {
  const action = actionFor(trouble.code)
  // What others have pasted, these get by signing in.
  const given = action === 'paste' || (action === 'refresh' && !view.renewable)
  return { view, level: 'red', fault: trouble, action: given ? (view.signIn === null ? 'paste' : 'sign-in') : action }
}

const PASTE: readonly FaultCode[] = [
  'refused',
  'invalid_grant',
  'session_ended',
  'sign_in_needed',
  'refresh_reply_lost',
  'refresh_reply_unusable',
  'token_expired',
  'token_missing',
  'token_unknown',
  'fixed_token_expired',
  'moved_machine',
]
const SECRET: readonly FaultCode[] = [
  'invalid_client',
  'client_token_unknown',
  'client_secret_wrong',
  'client_secret_missing',
]
const SETTINGS: readonly FaultCode[] = [
  'wrong_address',
  'method_not_allowed',
  'invalid_scope',
  'bad_request',
  'certificate',
  'unknown_host',
  'redirected',
  'not_a_token_reply',
  'no_token_request',
  'crafter_not_here',
  'unknown_realm',
]

export function actionFor(code: FaultCode): AttentionAction {
  if (code === 'origin_told') return 'allow'
  if (PASTE.includes(code)) return 'paste'
  if (SECRET.includes(code)) return 'secret'
  if (SETTINGS.includes(code)) return 'settings'
  return FAULT_KIND[code] === 'not-now' || code === 'token_rejected' ? 'refresh' : 'open'
}

function rank({ level }: Attention): number {
  return level === 'red' ? 0 : 1
}

function endOf({ view }: Attention): number {
  return momentOf(view.expiresAt) ?? 0
}
