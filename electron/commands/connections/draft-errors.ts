import type { ConnectionView } from '../../../shared/connections/view.ts'
import { judgeDraft } from '../../../shared/entry/judge-draft.ts'
import type { Fault } from '../../../shared/fault.ts'
import { systemNamed } from '../../../shared/systems/registry.ts'
import type { Mistake } from '../../../shared/systems/system.ts'

/**
 * All errors of a draft that was refused. The keeper refuses with the first one; a person who corrects a file wants to
 * see them all. Empty when the refusal was about something else, such as a name that is taken.
 */
export function draftErrors(
  entry: unknown,
  refusal: Fault,
  present: ConnectionView | null,
  now: number,
): readonly Mistake[] {
  try {
    const system = systemNamed(present?.system ?? systemIn(entry) ?? '')
    if (system === null) return []
    const { mistakes } = judgeDraft(entry, system, present === null ? null : baseOf(present), now)
    const errors = mistakes.filter(({ level }) => level === 'error')
    return errors.some(({ code }) => code === refusal.code) ? errors : []
  } catch {
    // Not even the shape fits; the keeper has said so already.
    return []
  }
}

/** The one that an entry names, whatever else it is. */
export function systemIn(entry: unknown): string | undefined {
  const named = typeof entry === 'object' && entry !== null && 'system' in entry ? entry.system : undefined
  return typeof named === 'string' ? named : undefined
}

const PLACEHOLDER = 'kept'

/** What an edit starts from. Secrets never come back from the keeper; for the rules it is enough that they are there. */
export function baseOf(view: ConnectionView): NonNullable<Parameters<typeof judgeDraft>[2]> {
  const present = Object.entries(view.secrets).filter(([, secret]) => secret.present)
  return {
    settings: {
      baseUrl: view.baseUrl,
      clientId: view.clientId,
      maxRetries: view.maxRetries,
      endpoints: view.endpoints,
      own: view.own,
    },
    secrets: Object.fromEntries(present.map(([name]) => [name, `${PLACEHOLDER}-${name}`])),
    typedExpiresAt: view.expirySource === 'typed' && view.expiresAt !== null ? Date.parse(view.expiresAt) : null,
  }
}
