import type { DraftBase, DraftReading } from '../../../shared/entry/draft.ts'
import { judgeDraft } from '../../../shared/entry/judge-draft.ts'
import type { System } from '../../../shared/systems/system.ts'
import { jwt } from '../../kit/jwt.ts'
import { DAY, draw, NOW, oauth2, SECOND } from '../samples.ts'

/** Faultless JSON of `add`, to be spoilt in one place each. */

type Json = Readonly<Record<string, unknown>>

export const IN_30_DAYS = (NOW + 30 * DAY) / SECOND
export const YESTERDAY = (NOW - DAY) / SECOND

export const ACCESS = jwt({ token_type: 'access', client_id: 7, exp: IN_30_DAYS })
export const REFRESH = jwt({ token_type: 'refresh', client_id: 7, exp: IN_30_DAYS + 365 * 86_400 })

export function drawEntry(settings: Json = {}, secrets: Json = {}, top: Json = {}): Json {
  return {
    name: 'draw-ward-3',
    system: 'draw',
    settings: { baseUrl: 'https://draw.example/', clientId: 'Institute A', ...settings },
    secrets: { accessToken: ACCESS, refreshToken: REFRESH, ...secrets },
    ...top,
  }
}

export function oauthEntry(settings: Json = {}, secrets: Json = {}, top: Json = {}): Json {
  return {
    name: 'cloud',
    system: 'oauth2',
    settings: { baseUrl: 'https://id.example', clientId: 'client', endpoints: { token: '/token' }, ...settings },
    secrets: { refreshToken: 'opaque-refresh-token', clientSecret: 'secret', ...secrets },
    ...top,
  }
}

/** What a person is told, one line each: `error settings.baseUrl plain_http`. */
export function toldOf(reading: DraftReading): string[] {
  return reading.mistakes.map(({ level, field, code }) => `${level} ${field} ${code}`)
}

export const judgedDraw = (raw: unknown, base: DraftBase | null = null): DraftReading => judged(raw, draw, base)
export const judgedOauth = (raw: unknown, base: DraftBase | null = null): DraftReading => judged(raw, oauth2, base)

function judged(raw: unknown, system: System, base: DraftBase | null): DraftReading {
  return judgeDraft(raw, system, base, NOW)
}
