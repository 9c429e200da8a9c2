/** What the servers know of each connection, and how a connection of each system is entered. */
import type { Random } from '../../electron/core/ports.ts'
import type { HttpRequest } from '../../shared/http.ts'

/** Tokens are `SESSION.a.N` and `SESSION.r.N`, so that the record can be read by eye. */
export type Session = {
  readonly id: string
  readonly server: number
  readonly system: 'draw' | 'oauth2' | 'osais' | 'runai' | 'crafter'
  /** Once that moment has come, the server gives a tenth of the life that it gave before. */
  readonly shrinksAt: number | null
  /** Hands back the same token until shortly before its end, as metadata servers do. */
  readonly stingy: boolean
  /** Ends each access token in the moment in which it gives the next one. */
  endsOlder: boolean
  /** strict: a spent refresh token ends the session. grace: the spent one works for a minute more. none: never rotates. */
  readonly rotation: 'strict' | 'grace' | 'none' | 'credentials' | 'fixed'
  lifeMs: number
  generation: number
  rotatedAt: number
  /** The newest generation whose reply reached a living keeper. */
  delivered: number
  /** Some reply never came: the session may be lost for that, and for nothing else. */
  replyLost: boolean
  /** The newest reply came while the vault was shut: until it is saved, a crash loses it as if it had never come. */
  deliveredWhileShut: boolean
  /** When a reply that never came, or a crash, ended it for good. */
  diedAt: number | null
  /** Of the newest token, whether its reply came or not. */
  issuedAt: number
  expiresAt: number
  /** The life of the token that the keeper was given last. */
  held: { readonly from: number; readonly to: number }
  inFlight: number
  renewals: number
}

const HOUR = 3_600_000
const DAY = 24 * HOUR
const SHORT_LIVES = [60_000, 300_000]
const LIVES = [HOUR, 2 * HOUR, 10 * HOUR, DAY, 3 * DAY, 30 * DAY, 30 * DAY, 365 * DAY]
/** One short-lived token costs as many events as a hundred long-lived ones. */
const SHORT_EVERY = 250
/** A shrunken life is no shorter than this: what follows from shorter ones is seen in the short lives. */
const SHORTEST_SHRUNKEN = HOUR

const KINDS = [
  ['draw', 'strict'],
  ['draw', 'strict'],
  ['draw', 'grace'],
  ['draw', 'none'],
  ['oauth2', 'credentials'],
  ['osais', 'credentials'],
  ['runai', 'credentials'],
  ['crafter', 'fixed'],
] as const

export function newSession(number: number, servers: number, now: number, endAt: number, random: Random): Session {
  const pick = <Value>(from: readonly [Value, ...Value[]]): Value =>
    from[Math.floor(random.fraction() * from.length)] ?? from[0]
  const isShort = number % SHORT_EVERY === 0
  const lifeMs = pick((isShort ? SHORT_LIVES : LIVES) as [number, ...number[]])
  const [system, rotation] = isShort ? pick(KINDS.slice(0, 5) as unknown as typeof KINDS) : pick(KINDS)
  const willShrink = random.fraction() < 0.1 && lifeMs >= 10 * SHORTEST_SHRUNKEN
  return {
    id: `s${number}`,
    server: number % servers,
    system,
    rotation,
    shrinksAt: willShrink ? now + random.fraction() * (endAt - now) : null,
    endsOlder: false,
    stingy: rotation === 'credentials' && lifeMs >= HOUR && random.fraction() < 0.2,
    lifeMs,
    generation: 0,
    rotatedAt: 0,
    delivered: 0,
    replyLost: false,
    deliveredWhileShut: false,
    diedAt: null,
    issuedAt: now,
    expiresAt: now + lifeMs,
    held: { from: now, to: now + lifeMs },
    inFlight: 0,
    renewals: 0,
  }
}

/** Of those that are renewed often enough for anybody to notice. */
export function mayEndOlder({ rotation, stingy, lifeMs }: Session): boolean {
  return rotation !== 'fixed' && !stingy && lifeMs >= HOUR && lifeMs <= DAY
}

/** The JSON of `add`. `now` is the machine's time, by which a person types dates. */
export function entryOf(session: Session, now: number): unknown {
  const { id, system } = session
  const name = `c-${id}`
  const baseUrl = `https://server-${session.server}.example/`
  const expiresAt = new Date(now + session.lifeMs).toISOString()
  switch (system) {
    case 'draw': {
      const secrets = { accessToken: `${id}.a.0`, refreshToken: `${id}.r.0` }
      return { name, system, settings: { baseUrl, clientId: `institute ${id}`, expiresAt }, secrets }
    }
    case 'osais':
      return { name, system, settings: { baseUrl }, secrets: { clientToken: id, clientSecret: `secret-of-${id}` } }
    case 'runai':
      return { name, system, settings: { baseUrl, clientId: id }, secrets: { clientSecret: `secret-of-${id}` } }
    case 'crafter':
      return { name, system, settings: { baseUrl, expiresAt }, secrets: { accessToken: `${id}.a.0` } }
    case 'oauth2': {
      const settings = {
        baseUrl,
        clientId: id,
        grant: 'client_credentials',
        clientAuth: 'post',
        endpoints: { token: '/token' },
      }
      return { name, system, settings, secrets: { clientSecret: `secret-of-${id}` } }
    }
  }
}

/** Who asks, and with a refresh token of which generation; without one, with credentials that are always the newest. */
export function presentedBy(
  request: HttpRequest,
  sessions: ReadonlyMap<string, Session>,
): { session: Session; presented: number } {
  const text = `${request.headers['authorization'] ?? ''} ${request.body ?? ''}`
  const token = /(s\d+)\.r\.(\d+)/.exec(text)
  const id = token?.[1] ?? /client_id=(s\d+)|"token":"(s\d+)"|secret-of-(s\d+)/.exec(text)?.slice(1).find(Boolean)
  const session = sessions.get(id ?? '')
  if (session === undefined) throw new Error(`a request of nobody: ${request.url}`)
  return { session, presented: Number(token?.[2] ?? session.generation) }
}
