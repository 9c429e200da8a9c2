/**
 * Tokens for a resource or scope of one call's own (RFC 8707), from a real, certified provider. Where its refresh tokens
 * rotate, it spends one before it refuses a resource, and the session would be lost by a mistake in typing.
 */
import { expect, test } from 'vitest'
import { jwtParts } from '../../../shared/tokens/jwt.ts'
import { OAUTH_CLIENTS, oauthConnection } from '../../kit/oauth/oauth-clients.ts'
import { startOauthServer } from '../../kit/oauth/oauth-server.ts'
import { addConnection, everbearer, startAgent } from '../../kit/processes/everbearer-process.ts'
import { temporaryHome } from '../../kit/processes/temporary-home.ts'
import { until } from '../../kit/processes/until.ts'

const API = 'https://api.example/'
const REPORTS = 'https://reports.example/'

async function started(rotate = false) {
  const server = await startOauthServer({ accessLifeSeconds: 600, delayMs: 30, rotate, resources: [API, REPORTS] })
  const home = temporaryHome({ EVERBEARER_VAULT: 'file', EVERBEARER_PASSPHRASE: 'correct horse battery' })
  await startAgent(home).ready()
  const { deskPublic, machineBasic } = OAUTH_CLIENTS
  const entries = [
    oauthConnection('desk', server.issuer, deskPublic, await server.mintRefreshToken(deskPublic)),
    oauthConnection('machine', server.issuer, machineBasic),
  ]
  for (const entry of entries) {
    await addConnection(home, entry)
  }
  const token = async (...words: string[]) => {
    const { code, stdout, stderr } = await everbearer(home, ['token', ...words])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    return stdout.trim()
  }
  return { server, home, token }
}

const audienceOf = (token: string) => jwtParts(token)?.payload['aud']

test('each resource has a token of its own, and the connection’s own set is not disturbed by them', async () => {
  const { server, home, token } = await started()
  for (const name of ['desk', 'machine']) {
    const own = await token(name)
    const [api, reports] = [await token(name, '--resource', API), await token(name, '--resource', REPORTS)]
    expect([audienceOf(api), audienceOf(reports)]).toEqual([API, REPORTS])
    const asked = server.record.tokenRequests.length
    expect(await token(name, '--resource', API)).toBe(api)
    expect([await token(name), server.record.tokenRequests.length]).toEqual([own, asked])
    const narrow = await token(name, '--resource', API, '--scope', 'api:read')
    expect(jwtParts(narrow)?.payload).toMatchObject({ aud: API, scope: 'api:read' })
    const refused = await everbearer(home, ['token', name, '--resource', 'https://nobody.example/'])
    expect(refused.code).toBe(2)
    expect(refused.stderr).toMatch(/^everbearer: target_refused: .*invalid_target.* Next: .+\n$/)
    expect(await token(name)).toBe(own)
    // A refresh within 2 s of a renewal asks nobody.
    await until('a token after that', async () => {
      expect((await everbearer(home, ['refresh', name])).code).toBe(0)
      return (await token(name)) !== own
    })
  }
  // Its refresh token stays the same, so that it is used again each time.
  expect(server.record).toMatchObject({ overlaps: 0, revokedGrants: 0, serverErrors: [] })
})

test('a refresh token that rotates is spent for its own connection alone', async () => {
  const { server, home, token } = await started(true)
  const own = await token('desk')
  for (const words of [
    ['--resource', API],
    ['--resource', 'https://nobody.example/'],
    ['--scope', 'api:read'],
  ]) {
    const refused = await everbearer(home, ['token', 'desk', ...words])
    expect(refused.code).toBe(2)
    expect(refused.stderr).toMatch(/^everbearer: narrowing_spends: .+ Next: .+\n$/)
  }
  expect(await token('desk')).toBe(own)
  expect((await everbearer(home, ['refresh', 'desk'])).code).toBe(0)
  expect(server.record).toMatchObject({ reuseCount: 0, overlaps: 0, revokedGrants: 0, serverErrors: [] })
})
