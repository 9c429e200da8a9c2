/** What a person does with a keyboard or a mouse alone, on a real screen, from one end to the other. */
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { drawConnection, startDrawServer } from '../../kit/draw/draw-server.ts'
import { realHost } from '../../kit/electron/real-host.ts'
import { standsBehind } from '../../kit/electron/stands-behind.ts'
import { OAUTH_CLIENTS, OAUTH_SCOPE } from '../../kit/oauth/oauth-clients.ts'
import { startOauthServer } from '../../kit/oauth/oauth-server.ts'
import { addConnection, everbearer } from '../../kit/processes/everbearer-process.ts'
import { until } from '../../kit/processes/until.ts'
import { startSession } from '../../kit/session/desktop-session.ts'
import { oldPanel } from '../../kit/session/old-panel.ts'

const TITLE = 'Everbearer$'
type Session = Awaited<ReturnType<typeof startSession>>

/** What has the focus in the page: its label, or what stands on it. */
const focusedIn = async (page: Page) =>
  (await page.evaluate(`{
    const at = document.activeElement
    const label = at?.labels?.[0]?.innerText ?? at?.getAttribute('aria-label') ?? at?.innerText ?? ''
    label.trim()
  }`)) as string

/** Not told by the focus: the page may have moved that by itself, and the key, which comes yet, would move it on. */
const HEARD_TABS = `window.heardTabs ??= (addEventListener('keyup', ({ key }) => {
  if (key === 'Tab') window.heardTabs += 1
}, true), 0)`

/** Tab until the focus stands on that; once around the page and a bit more. */
async function tabTo(session: Session, page: Page, wanted: RegExp): Promise<void> {
  const passed: string[] = []
  for (let presses = 0; presses < 80; presses++) {
    const at = await focusedIn(page)
    passed.push(at)
    if (wanted.test(at)) return
    const heard = await page.evaluate<number>(HEARD_TABS)
    await session.key('Tab')
    await until('the page to hear Tab', async () => (await page.evaluate<number>(HEARD_TABS)) > heard)
  }
  throw new Error(`Tab never came to ${wanted}; it came to: ${passed.join(', ')}`)
}

test('the whole main job by keyboard alone: add, test, see it valid, refresh, copy, quit', async () => {
  const server = await startDrawServer()
  const session = await startSession()
  const desktop = await realHost.launch(session.home, { untouched: true })
  const { page } = desktop
  await session.window(TITLE)
  await page.getByRole('heading', { name: 'No connections yet' }).waitFor()
  // The keys of the menus are there with the menus.
  await standsBehind(desktop)
  await session.hears(/Everbearer$/, desktop.page)

  const pair = server.issuePair()
  await session.key('ctrl+n')
  await page.getByRole('textbox', { name: 'Base URL' }).waitFor()
  for (const [field, words] of [
    [/^Base URL/, server.url],
    [/^Client ID/, 'Institute A'],
    [/^Access token/, pair.accessToken],
    [/^Refresh token/, pair.refreshToken],
  ] as const) {
    await tabTo(session, page, field)
    await session.type(words)
  }
  await session.key('Return')
  await page.getByRole('heading', { name: 'draw-institute-a' }).waitFor()

  await tabTo(session, page, /^Test\b/)
  await session.key('Return')
  await page.getByText('It accepts the access token.').first().waitFor()
  await tabTo(session, page, /^Refresh\b/)
  await session.key('Return')
  await until('a renewal', async () => {
    const { stdout } = await everbearer(session.home, ['token', 'draw-institute-a'])
    return stdout.trim() !== '' && stdout.trim() !== pair.accessToken
  })
  await tabTo(session, page, /^Copy token/)
  await session.key('Return')
  await page.getByText('On the clipboard for a minute.').waitFor()
  const copied = await desktop.evaluate(({ clipboard }) => clipboard.readText())
  expect(server.tokens()).toContain(copied)
  expect(copied).not.toBe(pair.accessToken)
  await session.key('ctrl+q')
  expect(await desktop.exited).toBe(0)
})

test('the icon’s menu is opened and chosen from by mouse', async () => {
  const session = await startSession({ oldPanel: true })
  const desktop = await realHost.launch(session.home, { untouched: true })
  await desktop.page.getByRole('heading', { name: 'No connections yet' }).waitFor()
  await session.window(TITLE)
  await session.close(TITLE)
  const { openMenu, menuGone } = oldPanel(session)
  // "Open" is the first entry, and "Quit" the last.
  const chosen = async (end: 'first' | 'last') => {
    const { x, y, width, height } = await openMenu()
    await session.click(x + Math.round(width / 2), end === 'first' ? y + 16 : y + height - 16)
  }
  await chosen('first')
  await menuGone()
  await session.window(TITLE)
  await session.close(TITLE)
  await chosen('last')
  expect(await desktop.exited).toBe(0)
})

test('a sign-in goes out through the system’s browser, and comes back', async () => {
  const server = await startOauthServer({ accessLifeSeconds: 600 })
  const { id, grant, auth } = OAUTH_CLIENTS.browserPublic
  const session = await startSession({ browser: true })
  await addConnection(session.home, {
    name: 'portal',
    system: 'oauth2',
    settings: {
      baseUrl: `${server.issuer}/`,
      issuer: server.issuer,
      clientId: id,
      grant,
      clientAuth: auth,
      scope: OAUTH_SCOPE[grant],
      endpoints: { proof: '/protected' },
    },
    secrets: {},
  })
  const desktop = await realHost.launch(session.home, { untouched: true })
  const { page } = desktop
  await session.window(TITLE)
  await page.getByText('portal', { exact: true }).first().waitFor()
  await page.evaluate(`location.hash = '#/connections/portal/sign-in'`)
  await page.getByRole('button', { name: 'Begin' }).click()
  await page.getByRole('link', { name: 'Open the sign-in page' }).click()
  const browser = (await session.window('Sign in \\(')) ?? ''
  await session.said('xdotool', ['windowactivate', '--sync', browser])
  await session.hears(/Sign in \(/)
  await session.key('Tab')
  await session.key('Return')
  await session.window('You are signed in')
  const { stdout } = await everbearer(session.home, ['token', 'portal'])
  const accepted = await fetch(server.protectedUrl, { headers: { authorization: `Bearer ${stdout.trim()}` } })
  expect(accepted.status).toBe(200)
})

test('a link from outside shows its connection in the window that is there, and does nothing else', async () => {
  const server = await startDrawServer()
  const session = await startSession()
  const pair = server.issuePair()
  await addConnection(session.home, drawConnection('ward', server.url, pair))
  const desktop = await realHost.launch(session.home, { untouched: true })
  await session.window(TITLE)
  await session.close(TITLE)
  // As the package's desktop file has it: the program, and the link behind it.
  const again = (link: string) => realHost.runToItsEnd(session.home, { args: [link] })
  expect(await again('everbearer://connections/ward')).toMatchObject({ code: 0 })
  await session.window('ward · Everbearer')
  await desktop.page.getByRole('heading', { name: 'ward', exact: true }).waitFor()
  expect(await again('everbearer://connections/ward/refresh?now')).toMatchObject({ code: 0 })
  await desktop.page.getByRole('heading', { name: 'ward', exact: true }).waitFor()
  expect((await everbearer(session.home, ['token', 'ward'])).stdout.trim()).toBe(pair.accessToken)
})
