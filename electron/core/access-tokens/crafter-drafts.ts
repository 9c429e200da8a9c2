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
  return { token: { ...draft, id: draft.id ?? newId(random.hex(16)) }, warnings: [...mistakes] }
}

/** The first one is raised, the others are counted. */
function refuseErrors(mistakes: CrafterReading['mistakes']): void {
  const errors = mistakes.filter(({ level }) => level === 'error')
  const [first] = errors
  if (first === undefined) return
  raise(first.code, { system: crafter.id, field: first.field, ...first.params, more: errors.length - 1 })
}

/** A random UUID (RFC 9562 section 5.4), as the server makes them: ours is known before it is asked, whatever becomes of the answer. */
function newId(hex: string): Secret {
  const variant = ((Number.parseInt(hex[16] ?? '0', 16) & 3) | 8).toString(16)
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20),
  ]
  return new Secret(parts.join('-'))
}
