/** A token server of the simulation: sessions with rotating tokens, weather, and a record of the truth. */

import type { Random } from '../../electron/core/ports.ts'
import type { HttpOutcome, HttpRequest } from '../../shared/http.ts'
import { presentedBy, type Session } from './sessions.ts'
import { type Stretch, type Weather, weatherAt } from './weather.ts'

export type Breach = {
  readonly at: number
  readonly session: string
  readonly what: 'spent twice' | 'overlap' | 'session lost'
}

export type Handled = {
  readonly session: Session
  readonly afterMs: number
  readonly outcome: HttpOutcome
  /** Tokens are on their way, new ones or the same again. */
  readonly granted: boolean
  readonly deliver: () => void
}

export type SimServer = {
  handle(request: HttpRequest, now: number): Handled
  largestBurst(): number
}

const GRACE_MS = 60_000
const TIMEOUT_MS = 30_000
/** A stingy server gives a new token only so shortly before the old one ends. */
export const STINGY_MS = 30_000

export function simServer(
  sessions: ReadonlyMap<string, Session>,
  weather: readonly Stretch<Weather>[],
  /** How wrong the server's own clock is; its Date header tells. */
  skewMs: number,
  random: Random,
  breaches: Breach[],
): SimServer {
  const burst = { second: 0, count: 0, largest: 0 }

  function grant(session: Session, presented: number, now: number): HttpOutcome {
    if (session.diedAt !== null) return refusal(now)
    if (session.stingy && session.generation > 0 && session.expiresAt - now > STINGY_MS) return tokensOf(session, now)
    if (session.rotation === 'credentials' || session.rotation === 'none') session.generation++
    else if (presented === session.generation) {
      session.generation++
      session.rotatedAt = now
    } else {
      if (session.delivered > presented) breaches.push({ at: now, session: session.id, what: 'spent twice' })
      const within =
        session.rotation === 'grace' && presented === session.generation - 1 && now - session.rotatedAt < GRACE_MS
      if (!within) {
        session.diedAt ??= now
        if (!session.replyLost) breaches.push({ at: now, session: session.id, what: 'session lost' })
        return refusal(now)
      }
    }
    session.renewals++
    session.issuedAt = now
    const isShrunken = session.shrinksAt !== null && now >= session.shrinksAt
    session.expiresAt = now + session.lifeMs / (isShrunken ? 10 : 1)
    return tokensOf(session, now)
  }

  function tokensOf(session: Session, now: number): HttpOutcome {
    const { id, generation } = session
    const token = `${id}.a.${generation}`
    const left = Math.floor((session.expiresAt - now) / 1_000)
    const date = { date: new Date(now + skewMs).toUTCString() }
    if (session.system === 'osais') return reply(now, 201, { data: { authToken: token, duration: left } }, date)
    const rotates = session.rotation === 'strict' || session.rotation === 'grace'
    const refresh = rotates ? { refresh_token: `${id}.r.${generation}` } : {}
    return reply(now, 200, { access_token: token, expires_in: left, ...refresh }, date)
  }

  function count(now: number): void {
    const second = Math.floor(now / 1_000)
    if (burst.second !== second) Object.assign(burst, { second, count: 0 })
    burst.largest = Math.max(burst.largest, ++burst.count)
  }

  return {
    largestBurst: () => burst.largest,
    handle(request, now) {
      count(now)
      const { session, presented } = presentedBy(request, sessions)
      const latency = 20 + Math.floor(random.fraction() * 80)

      function answered(afterMs: number): Handled {
        const outcome = grant(session, presented, now)
        const { generation, issuedAt, expiresAt } = session
        const granted = outcome.kind === 'reply' && outcome.status < 300
        const deliver = (): void => {
          if (!granted) return
          session.delivered = Math.max(session.delivered, generation)
          session.held = { from: issuedAt, to: expiresAt }
        }
        return { session, afterMs, outcome, granted, deliver }
      }
      const troubled = (outcome: HttpOutcome, afterMs: number = latency): Handled => ({
        session,
        afterMs,
        outcome,
        granted: false,
        deliver: () => undefined,
      })

      switch (weatherAt(weather, now)) {
        case 'up':
          return answered(latency)
        case 'slow':
          return answered(2_000 + Math.floor(random.fraction() * 18_000))
        case 'busy':
          return troubled(reply(now, 503, {}))
        case 'limited': {
          const wait = random.fraction() < 0.5 ? { 'retry-after': String(1 + Math.floor(random.fraction() * 60)) } : {}
          return troubled(reply(now, 429, {}, wait))
        }
        case 'offline':
          return troubled(failure(now, 'offline', false))
        case 'hung':
          return troubled(failure(now, 'timed_out', true), TIMEOUT_MS)
        case 'portal':
          return troubled({
            ...reply(now, 200, {}),
            body: '<html>Sign in to the network</html>',
            headers: { 'content-type': 'text/html' },
          })
        case 'garbage':
          return troubled({ ...reply(now, 200, {}), body: '{"access_tok' })
        case 'malformed': {
          const { renewals } = session
          const outcome = spoilt(grant(session, presented, now), session, random)
          const { generation } = session
          const deliver = (): void => {
            if (session.diedAt === null) session.delivered = Math.max(session.delivered, generation)
          }
          // Brings nothing to live on, so it is not counted against the keeper.
          session.renewals = renewals
          return { ...troubled(outcome), deliver }
        }
        case 'lossy': {
          grant(session, presented, now)
          session.replyLost = true
          return troubled(failure(now, 'reply_lost', true))
        }
      }
    },
  }
}

function reply(
  now: number,
  status: number,
  json: unknown,
  headers: Readonly<Record<string, string>> = {},
): Extract<HttpOutcome, { kind: 'reply' }> {
  return {
    kind: 'reply',
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(json),
    sentAt: now,
    receivedAt: now,
  }
}

/** The successor can still be read, in each of these ways; who has none to give sends nothing of use. */
function spoilt(outcome: HttpOutcome, { id, generation, rotation }: Session, random: Random): HttpOutcome {
  if (outcome.kind === 'failure' || outcome.status >= 300) return outcome
  const successor = rotation === 'strict' || rotation === 'grace' ? `${id}.r.${generation}` : ''
  const bodies = [
    JSON.stringify({ access_token: null, refresh_token: successor }),
    JSON.stringify({ error: 'server_error', refresh_token: successor }),
    JSON.stringify({ data: { access_token: 'cut\noff', refresh_token: successor } }),
    `access_token=&refresh_token=${successor}`,
    `{"access_token":"cut\noff","refresh_token":"${successor}"}`,
  ]
  return { ...outcome, body: bodies[Math.floor(random.fraction() * bodies.length)] ?? '' }
}

function refusal(now: number): HttpOutcome {
  return reply(now, 400, { error: 'invalid_grant' })
}

function failure(now: number, trouble: 'offline' | 'timed_out' | 'reply_lost', sent: boolean): HttpOutcome {
  return { kind: 'failure', trouble, sent, sentAt: now, receivedAt: now, detail: '' }
}
