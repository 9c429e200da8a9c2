import type { Draft, Mistake, Settings, System } from '../systems/system.ts'
import { holdsTokenShape } from './readable-settings.ts'

/**
 * Several mistakes of one field get one mend: what each would write there is applied in turn until no more are offered,
 * and every mistake that is gone then offers the result. A mend that does not help is not offered, nor one with a secret in
 * it: its button would show it.
 */
export function withMends(draft: Draft, system: System, findMistakes: FindMistakes): readonly Mistake[] {
  const found = findMistakes(draft, system)
  const combinedMends = new Map<string, CombinedMend | null>()
  for (const { field, mend } of found) {
    if (mend !== undefined && !combinedMends.has(field))
      combinedMends.set(
        field,
        combineMends(field, mend, (each) => findMistakes(each, system), draft),
      )
  }
  return found.map(({ mend: _alone, ...mistake }) => {
    const combined = combinedMends.get(mistake.field) ?? null
    const isUseful =
      combined !== null && !combined.remainingCodes.includes(mistake.code) && !holdsTokenShape(combined.value)
    return isUseful ? { ...mistake, mend: combined.value } : mistake
  })
}

type FindMistakes = (draft: Draft, system: System) => readonly Mistake[]
type CombinedMend = { readonly value: string; readonly remainingCodes: readonly Mistake['code'][] }

/** No field has more mistakes at once. */
const MOST_ROUNDS = 5

function combineMends(
  field: string,
  first: string,
  findMistakes: (draft: Draft) => readonly Mistake[],
  draft: Draft,
): CombinedMend | null {
  let value = first
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const remaining = findMistakes(withValue(draft, field, value)).filter((mistake) => mistake.field === field)
    const next = remaining.find(({ mend }) => mend !== undefined && mend !== value)?.mend
    if (next === undefined) return { value, remainingCodes: remaining.map(({ code }) => code) }
    value = next
  }
  return null
}

/** `field` is a path such as `settings.endpoints.upload`. */
function withValue(draft: Draft, field: string, value: string): Draft {
  const [, name = '', endpoint] = field.split('.')
  if (field === 'settings.expiresAt') return { ...draft, typedExpiresAt: Date.parse(value) }
  return { ...draft, settings: settingsWith(draft.settings, name, endpoint, value) }
}

function settingsWith(settings: Settings, name: string, endpoint: string | undefined, value: string): Settings {
  if (endpoint !== undefined) return { ...settings, endpoints: { ...settings.endpoints, [endpoint]: value } }
  if (name === 'baseUrl' || name === 'clientId') return { ...settings, [name]: value }
  return { ...settings, own: { ...settings.own, [name]: value } }
}
