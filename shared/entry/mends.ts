import type { Draft, Mistake, Settings, System } from '../systems/system.ts'
import { holdsTokenShape } from './readable-settings.ts'

/**
 * Two mistakes of one field have one cure: what each would write there is tried in turn until nothing more is to be
 * mended, and all that are gone then offer it. A cure that does not help is offered by none, nor is one with a secret in it: it
 * would stand readable on its button.
 */
export function withMends(draft: Draft, system: System, look: Look): readonly Mistake[] {
  const found = look(draft, system)
  const cures = new Map<string, Cure | null>()
  for (const { field, mend } of found) {
    if (mend !== undefined && !cures.has(field))
      cures.set(
        field,
        cureOf(field, mend, (each) => look(each, system), draft),
      )
  }
  return found.map(({ mend: _alone, ...mistake }) => {
    const cure = cures.get(mistake.field) ?? null
    const helps = cure !== null && !cure.left.includes(mistake.code) && !holdsTokenShape(cure.value)
    return helps ? { ...mistake, mend: cure.value } : mistake
  })
}

type Look = (draft: Draft, system: System) => readonly Mistake[]
type Cure = { readonly value: string; readonly left: readonly Mistake['code'][] }

/** No field suffers from more at once. */
const MOST_ROUNDS = 5

function cureOf(field: string, first: string, look: (draft: Draft) => readonly Mistake[], draft: Draft): Cure | null {
  let value = first
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const left = look(withValue(draft, field, value)).filter((mistake) => mistake.field === field)
    const next = left.find(({ mend }) => mend !== undefined && mend !== value)?.mend
    if (next === undefined) return { value, left: left.map(({ code }) => code) }
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
