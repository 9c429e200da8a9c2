import { knownRecord } from '../../encoding/known-record.ts'
import { cleanText } from '../../entry/clean-text.ts'
import { error, warning } from '../../entry/mistake.ts'
import { hasMoreThanToken } from '../../entry/secret-mistakes.ts'
import { type FaultCode, type FaultParams, raise } from '../../fault.ts'
import { Secret } from '../../secret.ts'
import { isMoment, isoUtc, readInstant } from '../../time/instant.ts'
import { isDay, lastMomentOf } from '../../time/last-moment.ts'
import type { Mistake } from '../system.ts'
import { ANY, CRAFTER_ACTIONS, type CrafterToken } from './access-tokens.ts'
import { idMistakes } from './mistakes.ts'

/**
 * A token that is to be made (docs/systems/crafter.md), as a person or a program writes it: the server's own names, days
 * and ISO 8601 for its end.
 */

export type CrafterDraft = Omit<CrafterToken, 'id' | 'odd'> & { readonly id: Secret | null }

export type CrafterReading = { readonly draft: CrafterDraft; readonly mistakes: readonly Mistake[] }

export type DraftFacts = {
  readonly now: number
  /** Minutes east of UTC at a moment, for days: their last moment counts, by these clocks. */
  readonly offsetMinutes: (at: number) => number
  /** The token that is being replaced: its ID stays, and so does what is not named. */
  readonly present: CrafterToken | null
}

const FIELDS = ['application', 'master', 'expiresOn', 'tenantPermissions']

function fieldError(field: string, code: FaultCode, params: FaultParams = {}): Mistake {
  return error(field, code, { field, ...params })
}

/** Whoever can guess an ID has its rights. */
const SHORT_ID = 16

/** Raises bad_shape and unknown_key; everything else is a mistake, with its field. */
export function readCrafterDraft(raw: unknown, { now, offsetMinutes, present }: DraftFacts): CrafterReading {
  const record = knownRecord(raw, 'token', present === null ? ['id', ...FIELDS] : FIELDS)
  const mistakes: Mistake[] = []
  const kept: Record<string, unknown> = { ...present }
  const told = (name: string): unknown => (record[name] === undefined ? kept[name] : record[name])
  const draft = {
    id: present?.id ?? readId(record['id'], mistakes),
    application: readApplication(told('application'), mistakes),
    master: readMaster(told('master'), mistakes),
    expiresOn: readEnd(told('expiresOn'), now, offsetMinutes, mistakes),
    // What stays as it is may hold actions of a newer server.
    tenantPermissions:
      present !== null && record['tenantPermissions'] === undefined
        ? present.tenantPermissions
        : readPermissions(record['tenantPermissions'], mistakes),
  }
  return { draft, mistakes }
}

/** Left out: one is made at random, which is best. */
function readId(raw: unknown, mistakes: Mistake[]): Secret | null {
  const field = 'token.id'
  if (raw === undefined || raw === null || raw === '') return null
  if (typeof raw !== 'string') {
    mistakes.push(fieldError(field, 'not_text'))
    return null
  }
  const { text } = cleanText(raw, 'setting')
  // They would be read as parts of the address that the ID stands in, so that it could not be deleted again.
  if (/[/\\?#;%\p{C}]/u.test(text) || text.length > 200) mistakes.push(fieldError(field, 'invalid_token_id'))
  else if (hasMoreThanToken(text)) mistakes.push(fieldError(field, 'more_than_token'))
  else mistakes.push(...idMistakes(text, field))
  if (text.length < SHORT_ID) mistakes.push(warning(field, 'token_id_short'))
  return new Secret(text)
}

function readApplication(raw: unknown, mistakes: Mistake[]): string {
  const field = 'token.application'
  const text = typeof raw === 'string' ? raw.trim() : ''
  if (raw !== undefined && typeof raw !== 'string') mistakes.push(fieldError(field, 'not_text'))
  else if (text === '') mistakes.push(fieldError(field, 'required_missing'))
  return text
}

function readMaster(raw: unknown, mistakes: Mistake[]): boolean {
  if (raw !== undefined && typeof raw !== 'boolean')
    mistakes.push(fieldError('token.master', 'not_a_choice', { choices: 'true, false' }))
  return raw === true
}

/** Epoch milliseconds as the server writes them, a day, a moment with its zone, or null for no end. */
function readEnd(raw: unknown, now: number, offsetMinutes: (at: number) => number, mistakes: Mistake[]): number | null {
  const field = 'token.expiresOn'
  const say = (mistake: Mistake): null => {
    mistakes.push(mistake)
    return null
  }
  if (raw === undefined || raw === '') return say(fieldError(field, 'required_missing'))
  if (raw === null) return say(warning(field, 'token_without_end'))
  const at = momentIn(raw, offsetMinutes)
  if (typeof at !== 'number') return say(fieldError(field, at))
  // The console's own form sends such a date when it is left as it opens (section 1, "Console's expiry trap").
  return at > now ? at : say(fieldError(field, 'dead_on_arrival', { at: isoUtc(at) }))
}

function momentIn(raw: unknown, offsetMinutes: (at: number) => number): number | 'moment_unreadable' | 'zone_missing' {
  if (typeof raw === 'number') return Number.isInteger(raw) && isMoment(raw) ? raw : 'moment_unreadable'
  if (typeof raw !== 'string') return 'moment_unreadable'
  if (isDay(raw)) return lastMomentOf(raw, offsetMinutes) ?? 'moment_unreadable'
  const instant = readInstant(raw)
  if (instant === null) return 'moment_unreadable'
  return instant.hasZone ? instant.at : 'zone_missing'
}

function readPermissions(raw: unknown, mistakes: Mistake[]): CrafterToken['tenantPermissions'] {
  if (raw === undefined || raw === null) return []
  if (!Array.isArray(raw)) raise('bad_shape', { where: 'token.tenantPermissions' })
  const permissions = raw.map((entry: unknown) => readPermission(entry, mistakes))
  const isShadowed = permissions.some(({ tenant }, index) =>
    permissions.slice(0, index).some((before) => before.tenant === ANY || before.tenant === tenant),
  )
  if (isShadowed) mistakes.push(warning('token.tenantPermissions', 'permission_shadowed'))
  return permissions
}

function readPermission(raw: unknown, mistakes: Mistake[]): CrafterToken['tenantPermissions'][number] {
  const where = 'token.tenantPermissions'
  const { tenant, allowedActions } = knownRecord(raw, where, ['tenant', 'allowedActions'])
  const named = typeof tenant === 'string' ? tenant.trim() : ''
  if (named === '') mistakes.push(fieldError(where, 'tenant_missing'))
  const actions: readonly unknown[] = Array.isArray(allowedActions) ? allowedActions : []
  const known = [...CRAFTER_ACTIONS, ANY]
  const fit = known.filter((action) => actions.includes(action))
  if (fit.length === 0 || actions.some((action) => !known.some((each) => each === action)))
    mistakes.push(fieldError(where, 'invalid_actions', { choices: known.join(', ') }))
  return { tenant: named, allowedActions: fit }
}
