/** A token server of the simulation: sessions with rotating tokens, weather, and a record of the truth. */

import type { Random } from '../../electron/core/ports.ts'
import type { HttpOutcome, HttpRequest } from '../../shared/http.ts'
import { type Stretch, type Weather, weatherAt } from './weather.ts'

/** Tokens are `SESSION.a.N` and `SESSION.r.N`, so that the record can be read by eye. */
export type Session = {
  readonly id: string
  readonly server: number
  readonly lifeMs: number
  /** strict: a spent refresh token ends the session. grace: the spent one works for a minute more. none: never rotates. */
  readonly rotation: 'strict' | 'grace' | 'none' | 'credentials'
  generation: number
  rotatedAt: number
  /** The newest generation whose reply reached a living keeper. */
  delivered: number
  /** Some reply never came: the session may be lost for that, and for nothing else. */
  replyLost: boolean
  /** The newest reply came while the vault was shut: until it is saved, a crash loses it as if it had never come. */
  deliveredWhileShut: boolean
  dead: boolean
  issuedAt: number
  expiresAt: number
  inFlight: number
  renewals: number
}

export type Breach = {
  readonly at: number
  readonly session: string
  readonly what: 'spent twice' | 'overlap' | 'session lost'
}

export type SimServer = {
  handle(
    request: HttpRequest,
    now: number,
  ): { readonly afterMs: number; readonly outcome: HttpOutcome; readonly deliver: () => void }
  readonly perSecond: Map<number, number>
}

const GRACE_MS = 60_000
const TIMEOUT_MS = 30_000

export function simServer(
  sessions: ReadonlyMap<string, Session>,
  weather: readonly Stretch<Weather>[],
  random: Random,
  breaches: Breach[],
): SimServer {
  const perSecond = new Map<number, number>()

  function grant(session: Session, presented: number, now: number): HttpOutcome {
    if (session.dead) return refusal(now)
    if (session.rotation === 'credentials' || session.rotation === 'none') session.generation++
    else if (presented === session.generation) {
      session.generation++
      session.rotatedAt = now
    } else {
      if (session.delivered > presented) breaches.push({ at: now, session: session.id, what: 'spent twice' })
      const within =
        session.rotation === 'grace' && presented === session.generation - 1 && now - session.rotatedAt < GRACE_MS
      if (!within) {
        session.dead = true
        if (!session.replyLost) breaches.push({ at: now, session: session.id, what: 'session lost' })
        return refusal(now)
      }
    }
    session.renewals++
    session.issuedAt = now
    session.expiresAt = now + session.lifeMs
    return reply(now, 200, {
      access_token: `${session.id}.a.${session.generation}`,
      expires_in: session.lifeMs / 1_000,
      ...(session.rotation === 'credentials' || session.rotation === 'none'
        ? {}
        : { refresh_token: `${session.id}.r.${session.generation}` }),
    })
  }

  function act(session: Session, presented: number, now: number): { outcome: HttpOutcome; deliver: () => void } {
    const outcome = grant(session, presented, now)
    const { generation } = session
    const granted = outcome.kind === 'reply' && outcome.status === 200
    const deliver = (): void => {
      if (granted) session.delivered = Math.max(session.delivered, generation)
    }
    return { outcome, deliver }
  }

  return {
    perSecond,
    handle(request, now) {
      const second = Math.floor(now / 1_000)
      perSecond.set(second, (perSecond.get(second) ?? 0) + 1)
      const { session, presented } = presentedBy(request, sessions)
      const nothing = (): void => undefined
      const latency = 20 + Math.floor(random.fraction() * 80)
      switch (weatherAt(weather, now)) {
        case 'up':
          return { afterMs: latency, ...act(session, presented, now) }
        case 'slow':
          return { afterMs: 2_000 + Math.floor(random.fraction() * 18_000), ...act(session, presented, now) }
        case 'busy':
          return { afterMs: latency, outcome: reply(now, 503, {}), deliver: nothing }
        case 'limited': {
          const headers =
            random.fraction() < 0.5 ? { 'retry-after': String(1 + Math.floor(random.fraction() * 60)) } : {}
          return { afterMs: latency, outcome: { ...reply(now, 429, {}), headers }, deliver: nothing }
        }
        case 'offline':
          return { afterMs: latency, outcome: failure(now, 'offline', false), deliver: nothing }
        case 'hung':
          return { afterMs: TIMEOUT_MS, outcome: failure(now, 'timed_out', true), deliver: nothing }
        case 'portal': {
          const page = {
            ...reply(now, 200, {}),
            body: '<html>Sign in to the network</html>',
            headers: { 'content-type': 'text/html' },
          }
          return { afterMs: latency, outcome: page, deliver: nothing }
        }
        case 'garbage':
          return { afterMs: latency, outcome: { ...reply(now, 200, {}), body: '{"access_tok' }, deliver: nothing }
        case 'lossy': {
          grant(session, presented, now)
          session.replyLost = true
          return { afterMs: latency, outcome: failure(now, 'reply_lost', true), deliver: nothing }
        }
      }
    },
  }
}

function presentedBy(
  request: HttpRequest,
  sessions: ReadonlyMap<string, Session>,
): { session: Session; presented: number } {
  const text = `${request.headers['authorization'] ?? ''} ${decodeURIComponent(request.body ?? '')}`
  const token = /(s\d+)\.r\.(\d+)/.exec(text)
  const id = token?.[1] ?? /client_id=(s\d+)/.exec(text)?.[1] ?? ''
  const session = sessions.get(id)
  if (session === undefined) throw new Error(`a request of nobody: ${request.url}`)
  return { session, presented: Number(token?.[2] ?? session.generation) }
}

function reply(now: number, status: number, json: unknown): Extract<HttpOutcome, { kind: 'reply' }> {
  return {
    kind: 'reply',
    status,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(json),
    sentAt: now,
    receivedAt: now,
  }
}

function refusal(now: number): HttpOutcome {
  return reply(now, 400, { error: 'invalid_grant' })
}

function failure(now: number, trouble: 'offline' | 'timed_out' | 'reply_lost', sent: boolean): HttpOutcome {
  return { kind: 'failure', trouble, sent, sentAt: now, receivedAt: now, detail: '' }
}
