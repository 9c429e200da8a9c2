/** django-oauth-toolkit and djangorestframework-simplejwt themselves, both with rotation on: sign-in, renewals, revocation, wrong secret, restart. */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { markers } from '../../kit/markers.ts'
import { addConnection, everbearer, startAgent } from '../../kit/processes/everbearer-process.ts'
import { type Home, temporaryHome } from '../../kit/processes/temporary-home.ts'
import { cookieBrowser } from '../../kit/real-servers/cookie-browser.ts'
import { canRun, realServer } from '../../kit/real-servers/server-process.ts'
import { endOf, renewed, signIn, takenAt } from '../../kit/real-servers/signed-in.ts'

/** Longer than a busy machine takes from one command to the next; renewals are asked for. */
const LIFE_S = 300
const BACK = 'http://127.0.0.1:18931/back'
const PERSON = { username: 'ada', password: 'a password for tests' }
const PYTHON = '/usr/bin/python3'
const PACKAGES = '/usr/lib/python3/dist-packages'
const needs = {
  needs: join(PACKAGES, 'oauth2_provider/__init__.py'),
  debianPackage: 'python3-django-oauth-toolkit',
}
const needsJwt = {
  needs: join(PACKAGES, 'rest_framework_simplejwt/__init__.py'),
  debianPackage: 'python3-djangorestframework-simplejwt',
}

describe.runIf(canRun(needs) && canRun(needsJwt))('Django', () => {
  const server = realServer({
    ...needs,
    answersAt: '/accounts/login/',
    command: (port, folder) => [
      PYTHON,
      join(import.meta.dirname, '../../kit/real-servers/django_server.py'),
      String(port),
      folder,
      String(LIFE_S),
    ],
  })
  const workstation = (): Home =>
    temporaryHome({ EVERBEARER_VAULT: 'file', EVERBEARER_PASSPHRASE: 'correct horse battery' })

  async function visit(address: string): Promise<string> {
    const browser = cookieBrowser(BACK)
    const page = await browser.open(address)
    const token = /name="csrfmiddlewaretoken" value="([^"]+)"/.exec(page.text)?.[1] ?? ''
    const body = new URLSearchParams({ ...PERSON, csrfmiddlewaretoken: token })
    return (await browser.open(page.url, { method: 'POST', body })).url
  }

  describe('django-oauth-toolkit', () => {
    const guarded = () => `${server.base}/o/guarded/`
    const desk = (name: string) => ({
      name,
      system: 'oauth2',
      settings: {
        baseUrl: `${server.base}/`,
        // Its metadata is at an address with a slash, to which it redirects.
        issuer: `${server.base}/o`,
        clientId: 'desk',
        clientAuth: 'none',
        grant: 'authorization_code',
        scope: 'read openid',
        redirectUri: BACK,
        endpoints: { proof: '/o/guarded/' },
      },
    })

    test('a person signs in, and each renewal brings a new pair; the ID token is kept', async () => {
      const home = workstation()
      await addConnection(home, desk('portal'))
      await signIn(home, 'portal', visit)
      await startAgent(home).ready()
      const seen = [await takenAt(home, 'portal', guarded())]
      for (let renewal = 1; renewal <= 3; renewal++) {
        await renewed(home, 'portal')
        seen.push(await takenAt(home, 'portal', guarded()))
      }
      expect(new Set(seen).size).toBe(4)
      // It kills the token before, which a person should know of.
      const before = { headers: { authorization: `Bearer ${seen.at(-2)}` } }
      expect((await fetch(guarded(), before)).status).toBe(401)
      const view = JSON.parse((await everbearer(home, ['show', 'portal', '--json'])).stdout)
      expect(view).toMatchObject({
        state: 'valid',
        secrets: { idToken: { present: true } },
        lastRefresh: { rotated: true },
      })
    })

    test('a test says that the server takes the token', async () => {
      const home = workstation()
      await addConnection(home, desk('portal'))
      await signIn(home, 'portal', visit)
      const { code, stdout } = await everbearer(home, ['test', 'portal', '--json'])
      expect(code).toBe(0)
      expect(JSON.parse(stdout)).toMatchObject({ reached: 'yes', tokenAccepted: 'yes' })
    })

    test('a session that the server has ended offers the sign-in, after which all is well', async () => {
      const home = workstation()
      await addConnection(home, desk('portal'))
      await signIn(home, 'portal', visit)
      await takenAt(home, 'portal', guarded())
      inDatabase(server.folder, 'DELETE FROM oauth2_provider_refreshtoken')
      expect(await endOf(home, ['refresh', 'portal'])).toEqual({ code: 4, fault: 'session_ended' })
      await signIn(home, 'portal', visit)
      await takenAt(home, 'portal', guarded())
    })

    test('client credentials, and a secret that is wrong', async () => {
      const home = workstation()
      const machine = (name: string, clientSecret: string) => ({
        name,
        system: 'oauth2',
        settings: {
          baseUrl: `${server.base}/`,
          clientId: 'machine',
          grant: 'client_credentials',
          endpoints: { token: '/o/token/', proof: '/o/guarded/' },
        },
        secrets: { clientSecret },
      })
      await addConnection(home, machine('right', 'the-secret-of-the-machine'))
      await takenAt(home, 'right', guarded())
      await addConnection(home, machine('wrong', 'another secret'))
      expect(await endOf(home, ['token', 'wrong'])).toEqual({ code: 4, fault: 'invalid_client' })
      expect(await endOf(home, ['test', 'right'])).toMatchObject({ code: 0 })
    })

    test('while it is away nothing is given up, and a restart is no sign-in', async () => {
      const home = workstation()
      await addConnection(home, desk('portal'))
      await signIn(home, 'portal', visit)
      await server.stop()
      expect(await endOf(home, ['refresh', 'portal'])).toEqual({ code: 5, fault: 'connection_refused' })
      await server.start()
      expect(await endOf(home, ['refresh', 'portal'])).toMatchObject({ code: 0 })
      await takenAt(home, 'portal', guarded())
    })
  })

  describe('simplejwt', () => {
    const guarded = () => `${server.base}/api/guarded/`

    async function pair(): Promise<{ access: string; refresh: string }> {
      const reply = await fetch(`${server.base}/api/token/`, { method: 'POST', body: new URLSearchParams(PERSON) })
      return (await reply.json()) as { access: string; refresh: string }
    }

    /** Nothing is said of the field names: they are found. */
    const entry = (name: string, secrets: object) => ({
      name,
      system: 'oauth2',
      settings: {
        baseUrl: `${server.base}/`,
        clientId: 'none',
        clientAuth: 'none',
        endpoints: { token: '/api/token/refresh/', proof: '/api/guarded/' },
      },
      secrets,
    })

    test('a pair that is pasted as it came renews without a word on its field names, each refresh token once', async () => {
      const home = workstation()
      const pasted = await pair()
      await addConnection(home, entry('ward', { accessToken: JSON.stringify(pasted) }))
      await startAgent(home).ready()
      const seen = [await takenAt(home, 'ward', guarded())]
      for (let renewal = 1; renewal <= 3; renewal++) {
        await renewed(home, 'ward')
        seen.push(await takenAt(home, 'ward', guarded()))
      }
      expect(new Set(seen).size).toBe(4)
      const view = JSON.parse((await everbearer(home, ['show', 'ward', '--json'])).stdout)
      expect(view).toMatchObject({
        state: 'valid',
        fault: null,
        expirySource: 'jwt',
        learned: { tokenRequest: 'json refresh' },
        lastRefresh: { outcome: 'renewed', rotated: true },
      })
      expect(markers({ ...pasted, last: seen.at(-1) ?? '' }).inTree(home.base)).toEqual([])
      // The first one was spent with the first renewal.
      const again = { method: 'POST', body: new URLSearchParams({ refresh: pasted.refresh }) }
      expect((await fetch(`${server.base}/api/token/refresh/`, again)).status).toBe(401)
    })

    test('a refresh token on the black list, and one that is none, are told as refused', async () => {
      const home = workstation()
      const { access, refresh } = await pair()
      await addConnection(home, entry('ward', { accessToken: access, refreshToken: refresh }))
      const listed = { method: 'POST', body: new URLSearchParams({ refresh }) }
      expect((await fetch(`${server.base}/api/token/blacklist/`, listed)).status).toBe(200)
      expect(await endOf(home, ['refresh', 'ward'])).toEqual({ code: 4, fault: 'refused' })
      const other = await pair()
      await addConnection(
        home,
        entry('wrong', { accessToken: other.access, refreshToken: `${other.refresh.slice(0, -4)}AAAA` }),
      )
      expect(await endOf(home, ['refresh', 'wrong'])).toEqual({ code: 4, fault: 'refused' })
    })

    test('while it is away nothing is given up, and a restart changes nothing', async () => {
      const home = workstation()
      const { access, refresh } = await pair()
      await addConnection(home, entry('ward', { accessToken: access, refreshToken: refresh }))
      await server.stop()
      expect(await endOf(home, ['refresh', 'ward'])).toEqual({ code: 5, fault: 'connection_refused' })
      await server.start()
      expect(await endOf(home, ['refresh', 'ward'])).toMatchObject({ code: 0 })
      await takenAt(home, 'ward', guarded())
      expect(await endOf(home, ['test', 'ward'])).toMatchObject({ code: 0 })
    })
  })
})

/** What an administrator does on the server's own pages. */
function inDatabase(folder: string, sql: string): void {
  const program = `import sqlite3; c = sqlite3.connect("db.sqlite3", 10); c.execute(${JSON.stringify(sql)}); c.commit()`
  execFileSync(PYTHON, ['-c', program], { cwd: folder })
}
