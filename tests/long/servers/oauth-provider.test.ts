/**
 * The same against a real, certified OAuth provider: rotating refresh tokens that end the session when one comes twice.
 * 200 renewals with lives of seconds, twenty callers at once, forced and not, in every kind of vault.
 */
import { expect, onTestFinished, test } from 'vitest'
import type { ConnectionView } from '../../../shared/connections/view.ts'
import { startSecretService } from '../../kit/keyrings/secret-service.ts'
import { OAUTH_CLIENTS, oauthConnection } from '../../kit/oauth/oauth-clients.ts'
import { type OauthServer, startOauthServer } from '../../kit/oauth/oauth-server.ts'
import { callWithToken } from '../../kit/processes/call-with-token.ts'
import { addConnection, everbearer, startAgent } from '../../kit/processes/everbearer-process.ts'
import { expectServedOrTooBusy } from '../../kit/processes/served-or-too-busy.ts'
import { type Home, temporaryHome } from '../../kit/processes/temporary-home.ts'
import { until } from '../../kit/processes/until.ts'

const REFRESHING = ['deskPublic', 'deskBasic', 'deskPost'] as const
const MACHINES = ['machineBasic', 'machinePost'] as const

/** Several connections share the work, so that 200 renewals of 6-second tokens take a minute and not ten. */
async function addAll(home: Home, server: OauthServer, copies: number): Promise<string[]> {
  const names: string[] = []
  for (let copy = 0; copy < copies; copy++) {
    for (const client of REFRESHING) {
      const name = `${client.toLowerCase()}-${copy}`
      await addConnection(
        home,
        oauthConnection(
          name,
          server.issuer,
          OAUTH_CLIENTS[client],
          await server.mintRefreshToken(OAUTH_CLIENTS[client]),
        ),
      )
      names.push(name)
    }
    for (const client of MACHINES) {
      const name = `${client.toLowerCase()}-${copy}`
      await addConnection(home, oauthConnection(name, server.issuer, OAUTH_CLIENTS[client]))
      names.push(name)
    }
  }
  return names
}

async function serveUntil(home: Home, server: OauthServer, names: readonly string[], renewals: number): Promise<void> {
  for (let turn = 0; server.record.tokenRequests.length < renewals; turn++) {
    const name = names[turn % names.length] ?? ''
    await callWithToken(home, name, server.protectedUrl)
  }
}

function expectNoLawBroken(server: OauthServer): void {
  expect(server.record).toMatchObject({ reuseCount: 0, overlaps: 0, revokedGrants: 0, serverErrors: [] })
  expect(server.record.usesAccepted).toBeGreaterThan(0)
  // Whether one that had ended was handed out is judged with each use.
  expect(server.record.usesRefused.filter(({ reason }) => reason !== 'expired')).toEqual([])
}

async function start(
  env: Record<string, string | undefined>,
  lifeS: number,
): Promise<{ home: Home; server: OauthServer }> {
  const server = await startOauthServer({ accessLifeSeconds: lifeS, delayMs: 50 })
  const home = temporaryHome(env)
  await startAgent(home).ready()
  return { home, server }
}

test('200 renewals in the keychain: no reuse, no expired token, twenty callers at once', async () => {
  const keyring = await startSecretService()
  onTestFinished(() => keyring.stop())
  const { home, server } = await start({ ...keyring.env, EVERBEARER_VAULT: 'keychain' }, 6)
  const names = await addAll(home, server, 2)
  await serveUntil(home, server, names, 200)
  expectNoLawBroken(server)

  // From here on nothing is renewed but by whoever asks for it.
  server.set({ accessLifeSeconds: 3_600 })
  await until('long lives all over', async () => {
    const { connections } = JSON.parse((await everbearer(home, ['list', '--json'])).stdout) as {
      connections: ConnectionView[]
    }
    return connections.every(({ expiresAt }) => Date.parse(expiresAt ?? '') > Date.now() + 1_800_000)
  })
  const before = server.record.tokenRequests.length
  const [name = ''] = names
  const callers = Array.from({ length: 20 }, (_, index) =>
    everbearer(home, [index % 2 === 0 ? 'refresh' : 'token', name]),
  )
  expectServedOrTooBusy(await Promise.all(callers))
  expect(server.record.tokenRequests.length - before).toBeLessThanOrEqual(10)
  expectNoLawBroken(server)
})

test.each([
  ['encrypted file', { EVERBEARER_VAULT: 'file', EVERBEARER_PASSPHRASE: 'correct horse battery' }],
  ['memory', { EVERBEARER_VAULT: 'memory' }],
] as const)('the same in the vault "%s"', async (_name, env) => {
  const { home, server } = await start(env, 6)
  const names = await addAll(home, server, 1)
  await serveUntil(home, server, names, 40)
  expectNoLawBroken(server)
  const journal = await everbearer(home, ['journal', '--json'])
  expect(journal.stdout).toContain('renewed')
})
