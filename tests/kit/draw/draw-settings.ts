/**
 * What can be set on the DRAW server for tests while it runs, and the weather that it can make. All of it is plain
 * data, so that a test in another process can send it to `POST /__control` (see draw-control.ts).
 * Section numbers are those of docs/systems/draw.md.
 */
import { z } from 'zod'

const seconds = z.number().positive()

export const drawSettingsSchema = z.strictObject({
  /** Section 1: what a person typed as Name; the older refresh form must send exactly this. */
  clientName: z.string(),
  /** Section 1: the Is active switch. What it does to live tokens is unknown: here, off refuses them all. */
  clientActive: z.boolean(),
  /** Section 1: 30 days and 1 year by default. */
  accessLifeSeconds: seconds,
  refreshLifeSeconds: seconds,
  /** Section 3, Rotation: unknown of the real server, so both exist. Off: replies bring no refresh token. */
  rotate: z.boolean(),
  /** A spent refresh token that comes again revokes everything of its family, as RFC 9700 section 4.14.2 advises. */
  revokeOnReuse: z.boolean(),
  /** A renewal ends the access tokens before it, as django-oauth-toolkit and Doorkeeper have it. */
  endOlder: z.boolean(),
  /** For this long after it was spent, a refresh token is answered once more, as forgiving servers do. */
  graceMs: z.number().nonnegative(),
  /** How far the server's clock is ahead of this machine's: Date header, iat and exp move with it. */
  clockOffsetMs: z.number(),
  /** Section 3: expires_in is what the live server probably sends; expires_at is the earlier form. */
  expiryField: z.enum(['expires_in', 'expires_at', 'both', 'none']),
  /** Section 1: exp is off-screen in the only picture there is, so it counts as optional. */
  expInToken: z.boolean(),
  /** Section 3: which refresh endpoints are there. */
  form: z.enum(['both', 'current', 'older']),
  /** Section 3, Health. */
  health: z.enum(['healthy', 'degraded']),
})

export type DrawSettings = z.infer<typeof drawSettingsSchema>

const DAY = 24 * 60 * 60

export const DRAW_DEFAULTS: DrawSettings = {
  clientName: 'Institute A',
  clientActive: true,
  accessLifeSeconds: 30 * DAY,
  refreshLifeSeconds: 365 * DAY,
  rotate: true,
  revokeOnReuse: true,
  endOlder: false,
  graceMs: 0,
  clockOffsetMs: 0,
  expiryField: 'expires_in',
  expInToken: true,
  form: 'both',
  health: 'healthy',
}

/** Whether the server acts (renews, rotates) behind this weather although its reply is of no use. */
const acts = z.boolean().default(false)

/** What happens to one renewal. Only `lose-reply`, `lose-half`, `slow`, `old-date`, `clock-offset` and `fair` act unless told to. */
export const weatherSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('fair') }),
  /** A clear refusal of whatever token came. */
  z.strictObject({ kind: z.literal('refuse'), status: z.literal([400, 401, 403]), body: z.json().optional() }),
  /** The request is read and never answered. */
  z.strictObject({ kind: z.literal('stall'), acts }),
  /** 503, 429 or any other status that is no answer; `retryAfter` is the header as it is sent. */
  z.strictObject({
    kind: z.literal('busy'),
    status: z.int().min(404).max(599).default(503),
    retryAfter: z.string().optional(),
    acts,
  }),
  /** A captive portal: status 200 and a page. */
  z.strictObject({ kind: z.literal('portal') }),
  z.strictObject({ kind: z.literal('broken-json'), acts }),
  z.strictObject({ kind: z.literal('no-access-token'), acts }),
  /** An honest reply whose Date header alone is this many ms old. */
  z.strictObject({ kind: z.literal('old-date'), ms: z.number() }),
  /** An honest reply by a clock that is this many ms ahead (or behind): Date, iat and exp. */
  z.strictObject({ kind: z.literal('clock-offset'), ms: z.number() }),
  z.strictObject({
    kind: z.literal('redirect'),
    to: z.string().default('/elsewhere/'),
    status: z.literal([301, 302, 303, 307, 308]).default(302),
  }),
  /** The connection is cut before anything was done. */
  z.strictObject({ kind: z.literal('cut') }),
  /** The server renews, then the connection is cut: nobody sees the reply. */
  z.strictObject({ kind: z.literal('lose-reply') }),
  /** The same, in the middle of the body. */
  z.strictObject({ kind: z.literal('lose-half') }),
  z.strictObject({ kind: z.literal('slow'), ms: z.number().nonnegative() }),
  /** Valid JSON of at least this many bytes. */
  z.strictObject({ kind: z.literal('huge'), bytes: z.int().positive(), acts }),
])

export type Weather = z.input<typeof weatherSchema>
export type ReadWeather = z.output<typeof weatherSchema>
