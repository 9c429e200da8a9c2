import { readAddress, withoutEndSlashes, withoutQuery } from '../../entry/address.ts'
import { cutBefore } from '../../entry/mended-address.ts'
import { error, warning } from '../../entry/mistake.ts'
import type { Draft, Mistake } from '../system.ts'

/**
 * What people get wrong with Crafter Profile (docs/systems/crafter.md, "Pitfalls" of section 1 and the IDs of section
 * 3).
 */
export function crafterMistakes(draft: Draft): readonly Mistake[] {
  return [...addressMistakes(draft), ...tokenMistakes(draft)]
}

function addressMistakes({ settings }: Draft): Mistake[] {
  const address = readAddress(withoutQuery(settings.baseUrl))
  if (address === null) return []
  const { path } = address
  if (/\/crafter-profile-admin(\/|$)/i.test(path)) {
    const api = settings.baseUrl.replace(/\/crafter-profile-admin(\/.*)?$/i, '/crafter-profile')
    return [error('settings.baseUrl', 'crafter_console_address', {}, api)]
  }
  if (/\/api(\/|$)/i.test(path))
    return [warning('settings.baseUrl', 'base_holds_endpoint', {}, cutBefore(settings.baseUrl, /\/api(\/|$)/i))]
  const usual = `${withoutEndSlashes(withoutQuery(settings.baseUrl))}/crafter-profile`
  return /^\/?$/.test(path) ? [warning('settings.baseUrl', 'crafter_context_missing', {}, usual)] : []
}

/** The same in every installation in the world (section 1), the first of them with all rights. */
const WELL_KNOWN: Readonly<Record<string, string>> = {
  'e8f5170c-877b-416f-b70f-4b09772f8e2d': 'profile-admin',
  'b4d44030-d0af-11e3-9c1a-0800200c9a66': 'engine',
  '2ba3ac10-c43e-11e3-9c1a-0800200c9a66': 'social',
}

/** The application that this ID belongs to everywhere; null for an ID of somebody's own. */
export function wellKnownApplication(id: string): string | null {
  return WELL_KNOWN[id.toLowerCase()] ?? null
}

function tokenMistakes({ secrets }: Draft): Mistake[] {
  const id = secrets.accessToken
  return id === undefined ? [] : idMistakes(id, 'secrets.accessToken')
}

/** What is wrong with an ID, whether it was copied from the console or is to be made. */
export function idMistakes(id: string, field: string): Mistake[] {
  const application = wellKnownApplication(id)
  if (application !== null) return [warning(field, 'well_known_token', { application })]
  if (id === 'all' || id === 'create') return [error(field, 'token_id_reserved')]
  return id.includes('.') ? [warning(field, 'token_id_with_dot')] : []
}
