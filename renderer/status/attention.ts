import { isDemo } from '../../shared/connections/demo-connection.ts'
import { isVaultShut } from '../../shared/connections/states.ts'
import type { ConnectionView } from '../../shared/connections/view.ts'
import { type Fault, type FaultCode, fault } from '../../shared/fault.ts'
import { FAULT_KIND } from '../../shared/faults/fault-kind.ts'
import { momentsOf } from '../life/moments-of.ts'

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
  const found: Attention[] = []
  for (const view of views) {
    const need = standingNeed(view) ?? (mayPress(view) && isPressing(view, now) ? pressing(view) : null)
    if (need !== null) found.push(need)
  }
  return found.sort((one, other) => rank(one) - rank(other) || endOf(one) - endOf(other))
}

/** Why it needs a person, whatever the time; null where it does not, or where its end alone comes near. */
export function causeOf(view: ConnectionView): FaultCode | null {
  return standingNeed(view)?.fault?.code ?? null
}

const known = new WeakMap<ConnectionView, Attention | null>()

/** What the time changes nothing of: looked at once for each view, since another takes its place when it changes. */
function standingNeed(view: ConnectionView): Attention | null {
  const made = known.get(view)
  if (made !== undefined) return made
  const need = isDemo(view) || isVaultShut(view) ? null : needOf(view)
  known.set(view, need)
  return need
}

function needOf(view: ConnectionView): Attention | null {
  const { state } = view
  if (state === 'needs-person') return red(view, view.fault ?? fault('refused'))
  if (state === 'expired') return expired(view)
  // A question waits for its answer also while the token still counts.
  if (view.fault?.code === 'origin_told') return { view, level: 'amber', fault: view.fault, action: 'allow' }
  return state === 'unsaved' ? { view, level: 'amber', fault: fault('unsaved'), action: 'open' } : null
}

function mayPress(view: ConnectionView): boolean {
  return view.state === 'expiring' && !view.renewable && !isDemo(view) && !isVaultShut(view)
}

function isPressing(view: ConnectionView, now: number): boolean {
  const { expiresAt } = momentsOf(view)
  return expiresAt !== null && expiresAt - now <= PRESSING_MS
}

const pressed = new WeakMap<ConnectionView, Attention>()

function pressing(view: ConnectionView): Attention {
  const need: Attention = pressed.get(view) ?? { view, level: 'amber', fault: null, action: 'paste' }
  pressed.set(view, need)
  return need
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
  'secrets_awaited',
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
  return momentsOf(view).expiresAt ?? 0
}
