import { raise } from '../../../shared/fault.ts'
import { Secret } from '../../../shared/secret.ts'
import type { CrafterToken } from '../../../shared/systems/crafter/access-tokens.ts'
import { crafter } from '../../../shared/systems/crafter/crafter.ts'
import { type CrafterReading, readCrafterDraft } from '../../../shared/systems/crafter/draft.ts'
import type { Mistake } from '../../../shared/systems/system.ts'
import type { Clock, Random } from '../ports.ts'

/**
 * The token that somebody has filled in, under an ID of its own where it has none yet. Raises its first error.
 * `present`: the one whose place it takes.
 */
export function drafted(
  raw: unknown,
  present: CrafterToken | null,
  { clock, random }: { readonly clock: Clock; readonly random: Random },
): { token: CrafterToken; warnings: Mistake[] } {
  const offsetMinutes = (at: number): number => clock.zoneOffsetMinutes(at)
  const { draft, mistakes } = readCrafterDraft(raw, { now: clock.now(), offsetMinutes, present })
  refuseErrors(mistakes)
  // As the server makes them: ours is known before it is asked, whatever becomes of the answer.
  return { token: { ...draft, id: draft.id ?? new Secret(random.uuid()) }, warnings: [...mistakes] }
}

/** The first one is raised, the others are counted. */
function refuseErrors(mistakes: CrafterReading['mistakes']): void {
  const errors = mistakes.filter(({ level }) => level === 'error')
  const [first] = errors
  if (first === undefined) return
  raise(first.code, { system: crafter.id, field: first.field, ...first.params, more: errors.length - 1 })
}
