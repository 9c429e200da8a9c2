import { isVaultShut } from '../../shared/connections/states.ts'
import type { ConnectionView } from '../../shared/connections/view.ts'
import { type AttentionAction, attentions } from '../status/attention.ts'

/** What one is most likely to have come for. `edit` where nothing is the matter. */
export type PrimaryAction = 'resume' | 'test' | 'edit' | Exclude<AttentionAction, 'open'>

/** Pure: the one filled button of a connection's screen, from what is so at this moment (UTC ms). */
export function primaryAction(view: ConnectionView, now: number): PrimaryAction {
  if (isVaultShut(view)) return 'edit'
  if (view.pausedAt !== null) return 'resume'
  const [need] = attentions([view], now)
  if (need !== undefined && need.action !== 'open') return need.action
  const hasToken = view.secrets['accessToken']?.present === true
  // A fresh connection of which nobody has signed in yet needs nothing else.
  if (!hasToken && view.signIn !== null) return 'sign-in'
  return isUntried(view) ? 'test' : 'edit'
}

/** Neither a test nor a renewal has ever shown that it works, as it stands now. */
function isUntried({ validated, lastRefresh }: ConnectionView): boolean {
  return lastRefresh?.outcome !== 'renewed' && (validated === null || !validated.current)
}
