/**
 * Servers that end a session when a refresh token comes twice, each with some connections to it, seen alike: what was
 * sent, what was granted, and new tokens for a connection whose session is lost.
 */
import { drawConnection, startDrawServer } from '../kit/draw/draw-server.ts'
import { OAUTH_CLIENTS, oauthConnection } from '../kit/oauth/oauth-clients.ts'
import { startOauthServer } from '../kit/oauth/oauth-server.ts'

/** One refresh token on its way to the server, in the order of arrival. */
export type Send = {
  readonly connection: string
  /** The token's fingerprint. */
  readonly refresh: string
  /** UTC ms by this machine's clock. */
  readonly from: number
  readonly granted: boolean
  /** The answer has been handed to the network. */
  readonly replied: boolean
}

/** The JSON that `everbearer add` takes. */
export type Entry = ReturnType<typeof drawConnection> | ReturnType<typeof oauthConnection>

export type TokenWorld = {
  readonly entries: readonly Entry[]
  /** A connection that spends no refresh token, with secrets of its own each time. */
  idle(name: string): Promise<Entry>
  /** What a person would paste after the session was lost. */
  secretsAnew(name: string): Promise<Record<string, string>>
  sends(): readonly Send[]
  /** Answers take so long from now on; a `stalled` server reads the next refresh token, and neither acts nor answers. */
  answerAfter(delayMs: number, stalled?: boolean): void
  /** What was sent by now is among `sends`, or will be with the time at which it came. */
  heard(): Promise<void>
  /** The server's own word on an access token. */
  accepts(token: string): Promise<boolean>
}

/** Renewed every two seconds. Both servers count whole seconds, so that a token may live almost one less. */
const LIFE_S = 4

/** Rotates with the request, before the slow answer: whoever is killed while waiting for it has spent the token. */
export async function drawWorld(): Promise<TokenWorld> {
  const server = await startDrawServer({ accessLifeSeconds: LIFE_S })
  const families = new Map<string, string>()
  const issue = (name: string, lives = {}) => {
    const pair = server.issuePair(lives)
    families.set(pair.family, name)
    return pair
  }
  const entry = (name: string, form: 'current' | 'older') => drawConnection(name, server.url, issue(name), form)
  return {
    entries: [
      entry('ward-1', 'current'),
      entry('ward-2', 'older'),
      entry('ward-3', 'current'),
      entry('ward-4', 'older'),
    ],
    idle: async (name) => drawConnection(name, server.url, issue(name, { accessLifeSeconds: 90 * 86_400 })),
    async secretsAnew(name) {
      const { accessToken, refreshToken } = issue(name)
      return { accessToken, refreshToken }
    },
    sends: () =>
      server.record.renewals.map(({ at, family, refresh, outcome, status }) => ({
        connection: families.get(family ?? '') ?? 'nobody',
        refresh: refresh ?? 'nothing',
        from: at,
        granted: outcome === 'done',
        replied: status !== null,
      })),
    answerAfter(delayMs, stalled = false) {
      const weather = stalled ? [{ kind: 'stall' as const }] : []
      server.control({ clearWeather: true, standing: { kind: 'slow', ms: delayMs }, weather })
    },
    heard: server.heard,
    accepts: (token) => accepted(`${server.url}api/health/`, token),
  }
}

/** Acts after its delay, right before it answers, and also for those who were killed meanwhile. */
export async function oauthWorld(): Promise<TokenWorld> {
  const server = await startOauthServer({ accessLifeSeconds: LIFE_S })
  const clients = [OAUTH_CLIENTS.deskPublic, OAUTH_CLIENTS.deskBasic, OAUTH_CLIENTS.deskPost]
  const entry = async (name: string, index: number) => {
    const client = clients[index] ?? OAUTH_CLIENTS.deskPublic
    return oauthConnection(name, server.issuer, client, await server.mintRefreshToken(client))
  }
  const names = clients.map(({ id }): string => id)
  return {
    entries: await Promise.all(names.map(entry)),
    idle: async (name) => oauthConnection(name, server.issuer, OAUTH_CLIENTS.machinePost),
    async secretsAnew(name) {
      const { secrets } = await entry(name, names.indexOf(name))
      return { refreshToken: secrets.refreshToken ?? '' }
    },
    sends: () =>
      server.record.tokenRequests
        .filter(({ refresh }) => refresh !== null)
        .map(({ client, refresh, from, status }) => ({
          connection: client ?? 'nobody',
          refresh: refresh ?? 'nothing',
          from,
          granted: status === 200,
          replied: true,
        })),
    answerAfter: (delayMs) => server.set({ delayMs }),
    heard: server.heard,
    accepts: (token) => accepted(server.protectedUrl, token),
  }
}

async function accepted(url: string, token: string): Promise<boolean> {
  return (await fetch(url, { headers: { authorization: `Bearer ${token}` } })).status === 200
}
