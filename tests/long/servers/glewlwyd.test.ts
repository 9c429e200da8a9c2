/** glewlwyd itself, whose words are its own: an empty 400 where a session has ended, an empty 403 where a secret is wrong. */
import { beforeAll, describe, expect, test } from 'vitest'
import { addConnection, everbearer, startAgent } from '../../kit/processes/everbearer-process.ts'
import { type Home, temporaryHome } from '../../kit/processes/temporary-home.ts'
import { until } from '../../kit/processes/until.ts'
import { BACK, command, endSessions, needs, setUp, visit } from '../../kit/real-servers/glewlwyd.ts'
import { canRun, realServer } from '../../kit/real-servers/server-process.ts'
import { endOf, renewed, signIn } from '../../kit/real-servers/signed-in.ts'

describe.runIf(canRun(needs))('glewlwyd', () => {
  const server = realServer({ ...needs, command, answersAt: '/api/auth/' })
  beforeAll(() => setUp(server.base))

  const workstation = (): Home =>
    temporaryHome({ EVERBEARER_VAULT: 'file', EVERBEARER_PASSPHRASE: 'correct horse battery' })
  const entry = (name: string, settings: object, secrets: object = {}) => ({
    name,
    system: 'oauth2',
    settings: {
      baseUrl: `${server.base}/`,
      issuer: `${server.base}/api/oidc`,
      endpoints: { proof: '/api/oidc/userinfo' },
      ...settings,
    },
    secrets,
  })
  const desk = (more: object = {}) =>
    entry('portal', {
      clientId: 'desk',
      clientAuth: 'none',
      grant: 'authorization_code',
      scope: 'openid read',
      redirectUri: BACK,
      ...more,
    })

  async function signedIn(more: object = {}): Promise<Home> {
    const home = workstation()
    await addConnection(home, desk(more))
    await signIn(home, 'portal', (address) => visit(server.base, address))
    return home
  }

  async function tokenOf(home: Home): Promise<string> {
    const { code, stdout, stderr } = await everbearer(home, ['token', 'portal'])
    expect({ code, stderr }).toMatchObject({ code: 0 })
    return stdout.trim()
  }

  const statusAt = async (token: string) =>
    (await fetch(`${server.base}/api/oidc/userinfo`, { headers: { authorization: `Bearer ${token}` } })).status

  test('a person signs in, and each renewal brings a new refresh token', async () => {
    const home = await signedIn()
    await startAgent(home).ready()
    const seen = [await tokenOf(home)]
    for (let renewal = 0; renewal < 3; renewal++) {
      await renewed(home, 'portal')
      seen.push(await tokenOf(home))
    }
    expect(new Set(seen).size).toBe(4)
    for (const token of seen.slice(-1)) expect(await statusAt(token)).toBe(200)
    expect(await endOf(home, ['test', 'portal'])).toMatchObject({ code: 0 })
    const view = JSON.parse((await everbearer(home, ['show', 'portal', '--json'])).stdout)
    expect(view).toMatchObject({ state: 'valid', lastRefresh: { outcome: 'renewed', rotated: true } })
  })

  test('where programs get the ID token, they get one', async () => {
    const home = await signedIn({ handOut: 'id' })
    const [, claims = ''] = (await tokenOf(home)).split('.')
    expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({ aud: 'desk' })
  })

  test('a session that has ended offers the sign-in, after which all is well', async () => {
    const home = await signedIn()
    await startAgent(home).ready()
    await renewed(home, 'portal')
    endSessions(server.folder)
    // One renewal right after another is taken for the same wish, and asks nobody.
    const refused = async () => {
      const end = await endOf(home, ['refresh', 'portal'])
      return end.code === 0 ? null : end
    }
    expect(await until('a refusal', refused)).toEqual({ code: 4, fault: 'session_ended' })
    await signIn(home, 'portal', (address) => visit(server.base, address))
    expect(await statusAt(await tokenOf(home))).toBe(200)
  })

  test('client credentials, and a secret that is wrong', async () => {
    const home = workstation()
    const machine = { clientId: 'machine', grant: 'client_credentials', scope: 'read' }
    await addConnection(home, entry('right', machine, { clientSecret: 'the-secret-of-the-machine' }))
    await addConnection(home, entry('wrong', machine, { clientSecret: 'another secret' }))
    expect(await endOf(home, ['token', 'right'])).toMatchObject({ code: 0 })
    expect(await endOf(home, ['token', 'wrong'])).toMatchObject({ code: 4 })
  })

  test('while it is away nothing is given up, and a restart is no sign-in', async () => {
    const home = await signedIn()
    await server.stop()
    expect(await endOf(home, ['refresh', 'portal'])).toEqual({ code: 5, fault: 'connection_refused' })
    await server.start()
    expect(await endOf(home, ['refresh', 'portal'])).toMatchObject({ code: 0 })
    expect(await statusAt(await tokenOf(home))).toBe(200)
  })
})
