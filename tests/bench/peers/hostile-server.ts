/**
 * An OAuth server over https with the habits that tell token keepers apart: refresh tokens that work once, a grant that
 * is revoked when a spent one comes again, and weather per account.
 *
 *   const server = await startHostileServer({ lifeSeconds: 6 })
 *   const refreshToken = server.grant('one')
 *   server.weather('one', 'hang')
 *   expect(server.record('one')).toMatchObject({ refreshes: 1, reuse: 0 })
 */
import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { certificate } from '../../kit/servers/certificate.ts'

export type Weather = 'fair' | 'busy' | 'hang'

export type AccountRecord = {
  /** Requests that renewed. */
  refreshes: number
  /** All requests that came for this account. */
  asked: number
  /** A spent refresh token came again, and the grant was revoked. */
  reuse: number
  revoked: boolean
}

export type HostileServer = {
  readonly issuer: string
  /** PEM: whom a client has to trust. */
  readonly cert: string
  grant(account: string): string
  weather(account: string, weather: Weather): void
  record(account: string): Readonly<AccountRecord>
  /** Seconds that this access token still lives; below 0 when it has ended, NaN when it is none of ours. */
  secondsLeft(accessToken: string): number
  stop(): Promise<void>
}

type Account = AccountRecord & { current: string; weather: Weather }

const DELAY_MS = 50

export async function startHostileServer({ lifeSeconds }: { lifeSeconds: number }): Promise<HostileServer> {
  const accounts = new Map<string, Account>()
  const owners = new Map<string, string>()
  const ends = new Map<string, number>()
  const { key, cert } = certificate({ hosts: ['localhost'] })
  const server = createServer({ key, cert }, (request, response) => {
    void (request.url?.startsWith('/token') ? renew(request, response) : describe(response))
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const issuer = `https://localhost:${(server.address() as AddressInfo).port}`

  const accountOf = (name: string): Account => {
    const account = accounts.get(name)
    if (account === undefined) throw new Error(`no account ${name}`)
    return account
  }

  function next(name: string): string {
    const token = randomBytes(24).toString('base64url')
    owners.set(token, name)
    return token
  }

  function describe(response: ServerResponse): void {
    send(response, 200, {
      issuer,
      token_endpoint: `${issuer}/token`,
      authorization_endpoint: `${issuer}/authorize`,
      scopes_supported: ['openid', 'offline_access'],
      grant_types_supported: ['refresh_token', 'authorization_code'],
      response_types_supported: ['code'],
      token_endpoint_auth_methods_supported: ['client_secret_basic'],
    })
  }

  async function renew(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const given = new URLSearchParams(await textOf(request)).get('refresh_token') ?? ''
    const name = owners.get(given)
    if (name === undefined) return send(response, 400, { error: 'invalid_grant' })
    const account = accountOf(name)
    account.asked += 1
    if (account.weather === 'hang') return
    if (account.weather === 'busy') return send(response, 503, { error: 'temporarily_unavailable' })
    if (given !== account.current || account.revoked) {
      account.reuse += 1
      account.revoked = true
      return send(response, 400, { error: 'invalid_grant' })
    }
    account.refreshes += 1
    account.current = next(name)
    const accessToken = randomBytes(24).toString('base64url')
    ends.set(accessToken, Date.now() + lifeSeconds * 1_000)
    await new Promise((later) => setTimeout(later, DELAY_MS))
    const tokens = { access_token: accessToken, refresh_token: account.current, token_type: 'Bearer' }
    send(response, 200, { ...tokens, expires_in: lifeSeconds, scope: 'openid offline_access' })
  }

  return {
    issuer,
    cert,
    grant(name) {
      const current = next(name)
      accounts.set(name, { current, weather: 'fair', refreshes: 0, asked: 0, reuse: 0, revoked: false })
      return current
    },
    weather(name, weather) {
      accountOf(name).weather = weather
    },
    record: (name) => accountOf(name),
    secondsLeft: (token) => ((ends.get(token) ?? Number.NaN) - Date.now()) / 1_000,
    async stop() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}

function send(response: ServerResponse, status: number, body: object): void {
  response
    .writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
    .end(JSON.stringify(body))
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request.setEncoding('utf8')) text += chunk
  return text
}
