import { describe, expect, it, onTestFinished } from 'vitest'
import { formEncode, formPart } from '../../shared/http.ts'
import { OAUTH_CLIENTS, type OauthClient } from '../kit/oauth/oauth-clients.ts'
import { type OauthServer, type OauthSettings, startOauthServer } from '../kit/oauth/oauth-server.ts'
import { until } from '../kit/processes/until.ts'

async function start(options: Partial<OauthSettings> = {}): Promise<OauthServer> {
  const server = await startOauthServer(options)
  onTestFinished(() => expect(server.record.serverErrors).toEqual([]))
  return server
}

type Tokens = { access_token: string; refresh_token?: string; error?: string }

async function ask(server: OauthServer, client: OauthClient, fields: Record<string, string>) {
  const basic = Buffer.from(`${formPart(client.id)}:${formPart(client.secret ?? '')}`).toString('base64')
  const isBasic = client.auth === 'client_secret_basic'
  const reply = await fetch(server.tokenEndpoint, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/x-www-form-urlencoded',
      ...(isBasic ? { Authorization: `Basic ${basic}` } : {}),
    },
    body: formEncode({ grant_type: client.grant, ...(isBasic ? {} : { client_id: client.id }), ...fields }),
  })
  return { status: reply.status, json: (await reply.json()) as Tokens }
}

function use(server: OauthServer, token?: string): Promise<number> {
  const headers: Record<string, string> = token === undefined ? {} : { Authorization: `Bearer ${token}` }
  return fetch(server.protectedUrl, { headers }).then((reply) => reply.status)
}

describe('refresh tokens', () => {
  it('that come again revoke their grant, and are counted', async () => {
    const server = await start()
    const client = OAUTH_CLIENTS.deskPublic
    const first = await server.mintRefreshToken(client)
    const { json } = await ask(server, client, { refresh_token: first })
    expect(await ask(server, client, { refresh_token: first })).toMatchObject({ json: { error: 'invalid_grant' } })
    expect(server.record).toMatchObject({ reuseCount: 1, revokedGrants: 1 })
    const next = await ask(server, client, { refresh_token: json.refresh_token ?? '' })
    expect(next).toMatchObject({ status: 400, json: { error: 'invalid_grant' } })
    expect(await use(server, json.access_token)).toBe(401)
  })

  it('two at a time are counted', async () => {
    const server = await start({ rotate: false, delayMs: 500 })
    const client = OAUTH_CLIENTS.deskPublic
    const refresh = await server.mintRefreshToken(client)
    await Promise.all([
      ask(server, client, { refresh_token: refresh }),
      ask(server, client, { refresh_token: refresh }),
    ])
    expect(server.record.overlaps).toBe(1)
  })
})

describe('access tokens', () => {
  it('are refused when missing, unknown and expired', async () => {
    const server = await start({ accessLifeSeconds: 3_600 })
    const { json } = await ask(server, OAUTH_CLIENTS.machineBasic, {})
    expect([await use(server), await use(server, 'made-up'), await use(server, json.access_token)]).toEqual([
      401, 401, 200,
    ])
    server.set({ accessLifeSeconds: 1 })
    const { json: short } = await ask(server, OAUTH_CLIENTS.machineBasic, {})
    await until('the end of the token', async () => (await use(server, short.access_token)) === 401)
    const [missing, unknown, expired] = server.record.usesRefused
    expect([missing?.reason, unknown?.reason, expired?.reason]).toEqual(['missing', 'unknown', 'expired'])
    expect(expired?.lateMs).toBeGreaterThan(-1_001)
  })
})
