import { afterAll, test } from 'vitest'
import type { HttpRequest } from '../../../shared/http.ts'
import { handClock } from '../../kit/hand-clock.ts'
import { jwt } from '../../kit/jwt.ts'
import { openPage, startBrowser } from '../../kit/page/page-browser.ts'
import { focusedName, tabTo } from '../../kit/page/page-focus.ts'
import { startPageServer } from '../../kit/page/page-server.ts'
import { until } from '../../kit/processes/until.ts'
import type { ScriptedAnswer } from '../../kit/servers/scripted-http.ts'

/** From the first screen to a connection of each system that is tested and saved: nothing is clicked. */

const browser = await startBrowser(afterAll)
const NOW = Date.UTC(2026, 10, 21, 9)
const seconds = NOW / 1_000
const token = (type: string) =>
  jwt({ token_type: type, client_id: 7, iat: seconds, exp: seconds + 20 * 86_400, jti: `made up, ${type}` })

/** In the order in which they stand, and what is typed into which field. */
const SYSTEMS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  DRAW: {
    'Base URL': 'https://draw.example/',
    'Client ID': 'Institute A',
    'Access token': token('access'),
    'Refresh token': token('refresh'),
  },
  OSAIS: {
    'Base URL': 'https://lab.example/',
    Domain: 'lab.example',
    'Notify URI': 'notify',
    'Client token': 'token-of-lab',
    'Client secret': 'secret of lab, made up',
  },
  'Run:AI': {
    'Base URL': 'https://train.example/',
    'Client ID': 'trainer-app',
    'Client secret': 'secret of train, made up',
  },
  'Crafter Profile': { 'Base URL': 'https://shop.example/crafter-profile', 'Access token ID': 'fixed-token-of-shop' },
  'OAuth 2.0': {
    'Base URL': 'https://api.example/',
    'Client ID': 'night-run',
    'Client secret': 'secret of gateway, made up',
    'Token endpoint': 'https://gw.example/oauth/token',
  },
}

function answer({ url, method }: HttpRequest): ScriptedAnswer {
  const { host, pathname } = new URL(url)
  if (pathname.endsWith('/public/client/login')) {
    return { status: 201, json: { data: { authToken: token('login'), duration: '72h' } } }
  }
  if (method === 'POST') return { json: { access_token: token('access'), expires_in: 86_400 } }
  return READS[host]?.(pathname) ?? { status: 400, json: { error: 'invalid_request' } }
}

const READS: Readonly<Record<string, (path: string) => ScriptedAnswer>> = {
  'draw.example': (path) =>
    path.includes('/status/') ? { status: 404, json: {} } : { json: { status: 'healthy', details: {} } },
  'lab.example': () => ({ json: { data: { domain: 'lab.example', uriNotify: 'notify' } } }),
  'train.example': () => ({ json: { accessRules: [{ role: 'Researcher' }] } }),
  'shop.example': () => ({
    json: { id: 'fixed-token-of-shop', application: 'shop', master: false, expiresOn: null, tenantPermissions: [] },
  }),
}

test.each(Object.entries(SYSTEMS))('%s', async (system, typed) => {
  const server = await startPageServer({ clock: handClock(NOW) })
  server.ports.http.otherwise(answer)
  const page = await openPage(browser, server.address(), { now: NOW })
  await page.getByRole('heading', { name: 'No connections yet' }).waitFor()
  await tabTo(page, 'Add connection')
  await page.keyboard.press('Enter')
  await page.locator('h1:focus', { hasText: 'Add a connection' }).waitFor()
  await tabTo(page, 'DRAW')
  for (let right = 0; right < Object.keys(SYSTEMS).indexOf(system); right += 1) await page.keyboard.press('ArrowRight')
  await until('the system', async () => (await focusedName(page)) === system)
  if (system === 'OAuth 2.0') {
    await tabTo(page, 'A person, who signs in here')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
  }
  for (const [field, text] of Object.entries(typed)) {
    await tabTo(page, field)
    await page.keyboard.press('Control+a')
    await page.keyboard.type(text)
  }
  await tabTo(page, 'Test')
  await page.keyboard.press('Enter')
  await page
    .getByRole('status')
    .filter({ hasText: /^Tested/ })
    .waitFor()
  await until('the focus on what was pressed', async () => (await focusedName(page)) === 'Test')
  await tabTo(page, 'Save', 3)
  await page.keyboard.press('Enter')
  await until(
    'the heading of the new one',
    async () => (await page.evaluate('document.activeElement.tagName')) === 'H1',
  )
  const [view] = await server.keeper.handlers['connections.list']({})
  await until('its name on it', async () => (await focusedName(page)) === view?.name)
})

test('where the last one goes, the first steps take the place of the list, and its focus', async () => {
  const server = await startPageServer({ clock: handClock(NOW) })
  const settings = { baseUrl: 'https://shop.example/crafter-profile' }
  await server.add({ name: 'shop', system: 'crafter', settings, secrets: { accessToken: 'fixed-token-of-shop' } })
  const page = await openPage(browser, server.address(), { now: NOW })
  await page.getByRole('link', { name: 'shop', exact: true }).first().waitFor()
  await page.evaluate(`location.hash = '#/journal'`)
  await until('the journal', async () => (await focusedName(page)) === 'Journal')
  await page.evaluate(`location.hash = '#/'`)
  await page.getByRole('link', { name: 'shop', exact: true }).first().waitFor()
  await until('a heading', () => page.evaluate<boolean>(`document.activeElement.tagName === 'H1'`))
  await server.keeper.handlers['connections.remove']({ name: 'shop' })
  await page.getByRole('heading', { name: 'No connections yet' }).waitFor()
  await until('its heading', async () => (await focusedName(page)) === 'No connections yet')
})
