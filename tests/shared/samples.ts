/** Whole values to change one thing of: a connection, its tokens, a reply. Times around NOW, UTC ms. */
import type { Connection } from '../../shared/connections/connection.ts'
import type { HttpFailure, HttpReply, HttpTrouble } from '../../shared/http.ts'
import { Secret } from '../../shared/secret.ts'
import { draw } from '../../shared/systems/draw/draw.ts'
import { oauth2 } from '../../shared/systems/oauth2/oauth2.ts'
import type { Settings } from '../../shared/systems/system.ts'
import type { TokenSet } from '../../shared/tokens/token.ts'

export const NOW = Date.UTC(2026, 10, 21, 12)
export const SECOND = 1_000
export const MINUTE = 60_000
export const HOUR = 3_600_000
export const DAY = 86_400_000

export { draw, oauth2 }

export function tokenSet(changes: Partial<TokenSet> = {}): TokenSet {
  return {
    accessToken: new Secret('the-access-token-of-these-tests'),
    tokenType: 'Bearer',
    issuedAt: NOW - HOUR,
    expiresAt: NOW + 30 * DAY,
    expirySource: 'expires_in',
    idToken: null,
    refreshToken: new Secret('the-refresh-token-of-these-tests'),
    refreshIssuedAt: NOW - HOUR,
    refreshExpiresAt: null,
    refreshExpiryFixed: false,
    generation: 3,
    clockOffset: null,
    ...changes,
  }
}

export function settingsOf(changes: Partial<Settings> = {}): Settings {
  return {
    baseUrl: 'https://draw.example/',
    clientId: 'Institute A',
    maxRetries: 3,
    endpoints: {},
    own: {},
    ...changes,
  }
}

export function connection(changes: Partial<Connection> = {}): Connection {
  return {
    version: 3,
    id: '0011223344556677',
    name: 'draw-ward-3',
    system: 'draw',
    machine: 'this-machine',
    createdAt: NOW - DAY,
    tags: [],
    note: '',
    settings: { baseUrl: 'https://draw.example/', clientId: 'Institute A', maxRetries: 3, endpoints: {}, own: {} },
    credentials: {},
    tokens: tokenSet(),
    bound: { origins: ['https://draw.example'], open: false },
    asked: null,
    refused: null,
    rejectedGeneration: null,
    pausedAt: null,
    announced: null,
    lastRenewal: null,
    renewedAt: null,
    superseded: null,
    older: null,
    endsOlder: null,
    validated: null,
    learned: {},
    network: null,
    ...changes,
  }
}

/** A reply to something sent a second ago and answered half a second ago; a body that is no text is sent as JSON. */
export function replyWith(
  status: number,
  body: unknown = '',
  headers: Readonly<Record<string, string>> = {},
  sentAt = NOW - SECOND,
): HttpReply {
  const isText = typeof body === 'string'
  return {
    kind: 'reply',
    status,
    headers: { ...(isText ? {} : { 'content-type': 'application/json' }), ...headers },
    body: isText ? body : JSON.stringify(body),
    sentAt,
    receivedAt: sentAt + SECOND / 2,
  }
}

export const HTML = '<!DOCTYPE html>\n<html><head><title>Welcome</title></head><body>Please sign in</body></html>'

export function failureOf(trouble: HttpTrouble, sent = false): HttpFailure {
  return { kind: 'failure', trouble, sent, sentAt: NOW - SECOND, receivedAt: NOW, detail: 'ECODE' }
}
