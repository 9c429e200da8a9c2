import type { Page } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'
import { handClock } from '../../kit/hand-clock.ts'
import { jwt } from '../../kit/jwt.ts'
import { openPage, startBrowser } from '../../kit/page/page-browser.ts'
import { focusedName, giveFocus, tabTo } from '../../kit/page/page-focus.ts'
import { type PageServer, startPageServer } from '../../kit/page/page-server.ts'
import { until } from '../../kit/processes/until.ts'
import { holdAnswer } from '../../kit/servers/held-answer.ts'

/** A whole errand without a mouse, before a real keeper: nothing here is clicked, and the focus is never lost. */

const browser = await startBrowser(afterAll)
const NOW = Date.UTC(2026, 10, 21, 9)
const seconds = NOW / 1_000

async function withTwelve(): Promise<PageServer> {
  const server = await startPageServer({ clock: handClock(NOW) })
  let serial = 0
  const token = (type: string, life: number) => {
    serial += 1
    return jwt({ token_type: type, iat: seconds, exp: seconds + life, jti: serial })
  }
  server.ports.http.otherwise(() => ({
    json: { access_token: token('access', 86_400), refresh_token: token('refresh', 864_000), expires_in: 86_400 },
  }))
  for (let n = 1; n <= 12; n += 1) {
    await server.add({
      name: `${n % 3 === 0 ? 'lab' : 'ward'}-${n}`,
      system: 'draw',
      settings: { baseUrl: `https://draw${n}.example/`, clientId: 'Institute A' },
      secrets: { accessToken: token('access', 3_600), refreshToken: token('refresh', 864_000) },
    })
  }
  return server
}

const press = async (page: Page, ...keys: string[]) => {
  for (const key of keys) await page.keyboard.press(key)
}

/** The name of what has the focus; of a row, with that before it. */
const focused = async (page: Page) =>
  `${(await page.locator('tr[data-id] a:focus').count()) === 1 ? 'row ' : ''}${await focusedName(page)}`

test('search, select three, tag them, refresh them, open one, edit it, and back', async () => {
  const server = await withTwelve()
  const { handlers } = server.keeper
  const page = await openPage(browser, server.address(), { now: NOW })
  await page.locator('tr[data-id]').first().waitFor()

  await press(page, '/')
  await page.locator('[role="searchbox"]:focus, [type="search"]:focus').waitFor()
  await page.keyboard.type('lab')
  await page.getByText('4 of 12').waitFor()
  await press(page, 'ArrowDown')
  await until('the first that was found', async () => (await focused(page)) === 'row lab-3')
  await press(page, 'x')
  for (const count of [2, 3]) {
    await press(page, 'Shift+ArrowDown')
    await page.getByText(`${count} selected`).waitFor()
  }

  await tabTo(page, /^Tag/, 12)
  await press(page, 'Enter')
  const dialog = page.getByRole('dialog')
  await dialog.waitFor()
  // Given up, the focus goes back to where it came from.
  await press(page, 'Escape')
  await dialog.waitFor({ state: 'detached' })
  await until('the focus on what opened it', async () => /^Tag/.test(await focused(page)))
  await press(page, 'Enter')
  await dialog.locator('input:focus').waitFor()
  await page.keyboard.type('north')
  await press(page, 'Enter')
  await until('three tags', async () => {
    const all = await handlers['connections.list']({})
    return all.filter(({ tags }) => tags.includes('north')).length === 3
  })

  // Shut until the last of the three has answered.
  await page.getByRole('button', { name: 'Refresh now', disabled: false }).waitFor()
  await until('the focus on what opened it', async () => /^Tag/.test(await focused(page)))
  await tabTo(page, /^Refresh now$/, 5, 'Shift+Tab')
  await press(page, 'Enter')
  await until('three renewals', async () => {
    const all = await handlers['connections.list']({})
    return all.filter(({ generation }) => generation === 2).length === 3
  })

  await press(page, 'j')
  await until('a row', async () => (await focused(page)).startsWith('row lab-'))
  await press(page, 'ArrowRight')
  await until('its button', async () => /^Actions for lab-/.test(await focused(page)))
  await press(page, 'Enter')
  await page.getByRole('menu').waitFor()
  await until('the first action', () => page.evaluate<boolean>('document.activeElement.matches("[role=menuitem]")'))
  await press(page, 'Escape')
  await until('the focus on its button', async () => /^Actions for lab-/.test(await focused(page)))
  await press(page, 'ArrowLeft')
  await until('a row', async () => (await focused(page)).startsWith('row lab-'))
  const [, name = ''] = (await focused(page)).split(' ')
  await press(page, 'Enter')
  await page.getByRole('heading', { name, level: 1 }).waitFor()
  await until('the heading', async () => (await focused(page)) === name)
  await tabTo(page, /^Test$/, 5)
  await press(page, 'Enter')
  // Shut while it tests, it has the focus again afterwards.
  await page.getByRole('list', { name: 'What was asked' }).waitFor()
  await until('the focus on Test', async () => (await focused(page)) === 'Test')
  await tabTo(page, /^Edit$/, 5)
  await press(page, 'Enter')
  await page.locator('h1:focus', { hasText: `Edit ${name}` }).waitFor()
  await tabTo(page, /^Max retries/, 5)
  await press(page, 'Control+a')
  await page.keyboard.type('7')
  await press(page, 'Enter')
  await page.getByRole('heading', { name, level: 1, exact: true }).waitFor()
  expect(await handlers['connections.get']({ name })).toMatchObject({ maxRetries: 7, tags: ['north'] })
  await until('the overview', async () => {
    // More than a second later the other is a key of its own.
    await press(page, 'g', 'o')
    return page.evaluate<boolean>(`!location.hash.startsWith('#/connections')`)
  })
  await page.locator('tr[data-id]').first().waitFor()
  // With the question that was asked before.
  await page.getByText('4 of 12').waitFor()
})

test('the focus stays while something is done, and goes to what takes the place of a button that is gone', async () => {
  const server = await withTwelve()
  const page = await openPage(browser, server.address(), { now: NOW })
  const dots = page.getByRole('button', { name: 'Actions for ward-1', exact: true })
  await giveFocus(dots)
  await press(page, 'Enter')
  await until('the first action', () => page.evaluate<boolean>('document.activeElement.matches("[role=menuitem]")'))
  const test = await holdAnswer(page, 'connections.test')
  await press(page, 'ArrowDown', 'Enter')
  await test.asked
  await until('the focus on its button, which is busy', async () => {
    return (await focused(page)) === 'Actions for ward-1' && (await dots.getAttribute('aria-busy')) === 'true'
  })
  // What would be passed over now cannot be pressed.
  await press(page, 'Enter')
  await page.getByRole('menuitem', { name: 'Pause', disabled: true }).waitFor()
  await press(page, 'Escape')
  await page.getByRole('menu').waitFor({ state: 'detached' })
  await test.release()
  await until('the focus on it', async () => (await focused(page)) === 'Actions for ward-1')

  await server.keeper.handlers['connections.pause']({ name: 'ward-1' })
  await page.evaluate(`location.hash = '#/connections/ward-1'`)
  await giveFocus(page.getByRole('button', { name: 'Resume' }))
  await press(page, 'Enter')
  await page.getByRole('button', { name: 'Resume' }).waitFor({ state: 'detached' })
  await until('another button of the head', async () => /^(Refresh now|Test)$/.test(await focused(page)))
})

test('a menu goes with Escape also where the focus has left it, and with another size of the window', async () => {
  const server = await withTwelve()
  const page = await openPage(browser, server.address(), { now: NOW })
  const dots = page.getByRole('button', { name: 'Actions for ward-1', exact: true })
  const menu = page.getByRole('menu')
  const opened = async () => {
    await giveFocus(dots)
    await press(page, 'Enter')
    await until('the first action', () => page.evaluate<boolean>('document.activeElement.matches("[role=menuitem]")'))
  }
  await opened()
  await page.evaluate('document.activeElement.blur()')
  await press(page, 'Escape')
  await menu.waitFor({ state: 'detached' })
  await until('the focus on its button', async () => (await focused(page)) === 'Actions for ward-1')
  await opened()
  await page.setViewportSize({ width: 700, height: 860 })
  await menu.waitFor({ state: 'detached' })
  await until('the focus on its button', async () => (await focused(page)) === 'Actions for ward-1')
})

test('a menu takes the focus once, so that nobody is put back who has gone on, and Tab leaves it', async () => {
  const server = await withTwelve()
  const page = await openPage(browser, server.address(), { now: NOW })
  await page.evaluate(`{
    const { focus } = HTMLElement.prototype
    window.focusedItems = []
    HTMLElement.prototype.focus = function (...how) {
      if (this.matches('[role=menuitem]')) window.focusedItems.push(this.innerText)
      return focus.apply(this, how)
    }
  }`)
  await giveFocus(page.getByRole('button', { name: 'Actions for ward-1', exact: true }))
  await press(page, 'Enter')
  await until('the first action', () => page.evaluate<boolean>('document.activeElement.matches("[role=menuitem]")'))
  await press(page, 'ArrowUp')
  await until('the last action', async () => (await focused(page)) === 'Remove')
  // Whatever is yet to come of its opening has come after this.
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50)))')
  expect(await page.evaluate('window.focusedItems')).toEqual(['Refresh now', 'Remove'])
  await press(page, 'Tab')
  await page.getByRole('menu').waitFor({ state: 'detached' })
})
