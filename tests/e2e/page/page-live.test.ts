import type { Locator, Page } from 'playwright-core'
import { afterAll, describe, expect, test } from 'vitest'
import { handClock } from '../../kit/hand-clock.ts'
import { jwt } from '../../kit/jwt.ts'
import { axeFindings } from '../../kit/page/page-axe.ts'
import { openPage, startBrowser } from '../../kit/page/page-browser.ts'
import { type PageServer, startPageServer } from '../../kit/page/page-server.ts'
import { startSignInServer } from '../../kit/page/page-sign-in.ts'
import { until } from '../../kit/processes/until.ts'
import { holdAnswer } from '../../kit/servers/held-answer.ts'

/** What the page does without anybody's help: it follows the keeper, the clock, and a line that breaks. */

const browser = await startBrowser(afterAll)

/** A DRAW connection whose token was issued now by the clock of that server. */
async function addDraw(server: PageServer, name: string, lifeSeconds = 3_600): Promise<void> {
  const iat = Math.floor(server.ports.clock.now() / 1_000)
  const exp = iat + lifeSeconds
  await server.add({
    name,
    system: 'draw',
    settings: { baseUrl: 'https://draw.example/', clientId: 'Institute A' },
    secrets: {
      accessToken: jwt({ token_type: 'access', iat, exp, jti: name }),
      refreshToken: jwt({ token_type: 'refresh', iat, exp: iat + 86_400 * 365, jti: name }),
    },
  })
}

/** Calls that the page has made since it was opened. */
function callsOf(page: Page): string[] {
  const calls: string[] = []
  page.on('request', (request) => {
    const [, name] = /\/v1\/calls\/([\w.]+)$/.exec(request.url()) ?? []
    if (name !== undefined) calls.push(name)
  })
  return calls
}

async function rowState(page: Page, name: string): Promise<string> {
  const row = page.getByRole('row', { name: new RegExp(`^${name}`) })
  return (await row.getByRole('cell').first().innerText()).toLowerCase()
}

describe('the overview', () => {
  test('follows the keeper by notices and asks for nothing twice', async () => {
    const server = await startPageServer({ clock: handClock(Date.now()) })
    await addDraw(server, 'ward-1')
    await addDraw(server, 'ward-2')
    const page = await openPage(browser, null)
    const calls = callsOf(page)
    await page.goto(server.address())
    await page.getByRole('heading', { name: 'Both work' }).waitFor()
    const { handlers } = server.keeper
    await handlers['connections.pause']({ name: 'ward-2' })
    await page.getByRole('heading', { name: '1 of 2 works' }).waitFor()
    expect(await rowState(page, 'ward-2')).toBe('paused')
    await addDraw(server, 'ward-3')
    await page.getByRole('link', { name: 'ward-3' }).waitFor()
    await handlers['connections.remove']({ name: 'ward-1' })
    await page.getByRole('link', { name: 'ward-1' }).waitFor({ state: 'detached' })
    await until('all that it asks for', () => new Set(calls).size >= 5)
    expect(calls.sort()).toEqual([
      'connections.list',
      'connections.remembered',
      'journal.read',
      'keeper.status',
      'settings.get',
    ])
  })

  test('shows what is remembered until the list has come, with nothing to press', async () => {
    const server = await startPageServer({ clock: handClock(Date.now()) })
    await addDraw(server, 'ward-1')
    await addDraw(server, 'ward-2')
    await server.ports.index.flush()
    const page = await openPage(browser, null)
    const held = Promise.withResolvers<void>()
    await page.route('**/v1/calls/connections.list', async (route) => {
      await held.promise
      await route.fallback()
    })
    await page.goto(server.address())
    await page.getByRole('heading', { name: '2 connections' }).waitFor()
    await page.getByText('As last seen. The vault is being opened').waitFor()
    expect(await rowState(page, 'ward-2')).toBe('valid')
    // "Test all" keeps its place in the header, and can do nothing yet.
    expect(await page.getByRole('main').getByRole('button', { disabled: false }).count()).toBe(0)
    expect(await axeFindings(page)).toEqual([])
    held.resolve()
    await page.getByRole('heading', { name: 'Both work' }).waitFor()
  })

  test('shows a renewal from its beginning to its end, and a refusal with what to do', async () => {
    const server = await startPageServer({ clock: handClock(Date.now()) })
    await addDraw(server, 'ward-1', 120)
    const held = server.ports.http.hold()
    // Its life is the keeper's clock's, which stands.
    const page = await openPage(browser, server.address(), { now: server.ports.clock.now() })
    await page.getByRole('heading', { name: 'Your connection works' }).waitFor()
    await server.ports.clock.advance(80_000)
    await until('the renewal to be shown', async () => (await rowState(page, 'ward-1')) === 'renewing')
    held.answer({ json: { access_token: jwt({ jti: 2 }), expires_in: 3_600 } })
    await until('its end to be shown', async () => (await rowState(page, 'ward-1')) === 'valid')
    server.ports.http.otherwise(() => ({ status: 401, json: {} }))
    // Right after a renewal another one would be taken for the same wish.
    await server.ports.clock.advance(600_000)
    await page.getByRole('button', { name: 'Actions for ward-1' }).click()
    await page.getByRole('menuitem', { name: 'Refresh now' }).click()
    await page.getByText('refused to renew').first().waitFor()
    await page.getByRole('button', { name: 'Paste new tokens' }).click()
    await page.getByRole('heading', { name: 'Edit ward-1' }).waitFor()
    expect(await page.evaluate('document.activeElement.name')).toBe('paste')
  })

  test('a second repaints the countdowns and nothing else', async () => {
    const server = await startPageServer({ clock: handClock(Date.now()) })
    await addDraw(server, 'ward-1', 180)
    const page = await openPage(browser, server.address())
    await page.getByText('Coming up').waitFor()
    const seconds = () =>
      page.evaluate<string[]>(`new Promise((resolve) => {
      const seen = new Set()
      const note = ({ type, target, attributeName }) => {
        const element = target.nodeType === Node.TEXT_NODE ? target.parentElement : target
        seen.add([type, attributeName ?? '', element.closest('[class*=words],[class*=bar],[class*=under]')?.className ?? element.outerHTML].join(' '))
      }
      const observer = new MutationObserver((list) => list.forEach(note))
      observer.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true })
      setTimeout(() => {
        observer.disconnect()
        resolve([...seen])
      }, 3_200)
    })`)
    // Other seconds are those in which what has come last settles into its place, and a new minute.
    await until('seconds that repaint the countdowns alone', async () => {
      const kinds = (await seconds()).map((line) => line.replace(/_(\w+?)_\S+.*/, '$1'))
      expect([...new Set(kinds)].sort()).toEqual([
        'attributes style bar',
        'characterData  under',
        'characterData  words',
      ])
      return true
    })
  })

  test('says what the day, the week and the month bring', async () => {
    const server = await startPageServer({ clock: handClock(Date.now()) })
    await addDraw(server, 'ward-1', 30 * 86_400)
    const page = await openPage(browser, server.address())
    await page.getByText('Nothing in this time.').waitFor()
    await page.getByRole('radiogroup', { name: 'How far ahead' }).getByText('30 days').click()
    const list = page.getByRole('list', { name: 'What comes up: first what ends, then what is renewed' })
    await list.getByText('ward-1 renews').waitFor()
    // Whatever is renewed by itself before it, and however often.
    for (let n = 2; n < 9; n += 1) await addDraw(server, `ward-${n}`)
    const expiresAt = new Date(server.ports.clock.now() + 5 * 86_400_000).toISOString()
    await server.add({
      name: 'shop',
      system: 'crafter',
      settings: { baseUrl: 'https://shop.example/crafter-profile', application: 'shop', expiresAt },
      secrets: { accessToken: 'made-up-fixed-token' },
    })
    await until('what ends to stand first', async () =>
      (await list.getByRole('listitem').first().innerText()).endsWith('shop ends'),
    )
  })
})

describe('the line', () => {
  test('the ticket leaves the address at once, a reload needs none, another tab gets nothing', async () => {
    const server = await startPageServer()
    const address = server.address()
    const page = await openPage(browser, address)
    await page.getByRole('heading', { name: 'No connections yet' }).waitFor()
    expect(page.url()).not.toContain('ticket')
    expect(await page.evaluate('history.length')).toBeLessThanOrEqual(2)
    await page.reload()
    await page.getByRole('heading', { name: 'No connections yet' }).waitFor()
    const other = await openPage(browser, address)
    await other.getByRole('heading', { name: 'Sign in again' }).waitFor()
    other.mayComplain()
  })

  test('a link opened in a new tab is told how to get in, and gets there by a button', async () => {
    const server = await startPageServer()
    const page = await openPage(browser, server.address())
    await page.getByRole('heading', { name: 'No connections yet' }).waitFor()
    const path = await page.getByRole('link', { name: 'Settings' }).getAttribute('href')
    // By its address: of a tab that a middle click opens the driver may wait for its first navigation for ever.
    const tab = await page.context().newPage()
    await tab.goto(new URL(path ?? '', page.url()).href)
    await tab.getByText('Each tab gets in by an address of its own').waitFor()
    expect(server.shown).toEqual([])
    await tab.getByRole('button', { name: 'Sign in again' }).click()
    await tab.getByText('Everbearer has opened a new tab').waitFor()
    const [next = ''] = server.shown
    // The ticket went to the person, past the page that asked.
    expect(tab.url()).not.toContain('ticket')
    await tab.goto(next)
    await tab.getByRole('heading', { name: 'No connections yet' }).waitFor()
    page.mayComplain()
  })

  test('a theme that was chosen once is there in every page to come', async () => {
    const server = await startPageServer()
    const page = await openPage(browser, server.address(), { scheme: 'light' })
    await page.getByRole('link', { name: 'Settings' }).click()
    await page.getByRole('radiogroup', { name: 'Theme' }).getByText('Dark').click()
    await until('the choice to be kept', async () => {
      return (await server.keeper.handlers['settings.get']({})).theme === 'dark'
    })
    const other = await openPage(browser, server.address(), { scheme: 'light' })
    await other.locator(':root[data-mantine-color-scheme="dark"]').waitFor()
  })

  test('a keeper that goes away is told calmly, and the page goes on with the next one', async () => {
    const server = await startPageServer({ clock: handClock(Date.now()) })
    await addDraw(server, 'ward-1')
    const page = await openPage(browser, server.address())
    await page.getByRole('link', { name: 'ward-1' }).waitFor()
    server.setKeeper(false)
    await page.getByText('Waiting for the keeper').waitFor()
    await addDraw(server, 'ward-2')
    server.setKeeper(true)
    await page.getByText('Waiting for the keeper').waitFor({ state: 'detached' })
    await page.getByRole('link', { name: 'ward-2' }).waitFor()
  })

  test('a keeper that cannot come back by itself is told with what hinders it', async () => {
    const server = await startPageServer({ clock: handClock(Date.now()) })
    const page = await openPage(browser, server.address())
    await page.getByRole('heading', { name: 'No connections yet' }).waitFor()
    const fault = { code: 'state_folder_gone', params: { path: '/home/ada/everbearer' } }
    await page.route('**/v1/calls/keeper.status', (route) => route.fulfill({ json: { ok: false, fault } }))
    server.setKeeper(false)
    await page.getByText('was moved or removed while this program ran: /home/ada/everbearer').waitFor()
    expect(await page.getByText('too busy').count()).toBe(0)
    await page.unroute('**/v1/calls/keeper.status')
    server.setKeeper(true)
    await page.getByText('Waiting for the keeper').waitFor({ state: 'detached' })
  })

  test('a host that goes away is told calmly, and nothing is missed when it comes back', async () => {
    const server = await startPageServer({ clock: handClock(Date.now()) })
    await addDraw(server, 'ward-1')
    const page = await openPage(browser, server.address())
    await page.getByRole('link', { name: 'ward-1' }).waitFor()
    const calls = callsOf(page)
    await server.stop()
    await page.getByText('No connection to Everbearer since').waitFor()
    expect(await rowState(page, 'ward-1')).toBe('valid')
    await addDraw(server, 'ward-2')
    await server.keeper.handlers['connections.pause']({ name: 'ward-1' })
    await server.goOn()
    await page.getByRole('link', { name: 'ward-2' }).waitFor()
    await until('the pause to be shown', async () => (await rowState(page, 'ward-1')) === 'paused')
    await page.getByText('No connection to Everbearer since').waitFor({ state: 'detached' })
    // The stream went on from where it broke, so nothing had to be listed again.
    expect(calls.filter((call) => call !== 'settings.get')).toEqual([])
    page.mayComplain()
  })

  test('another host on the same port does not know this page, which then says how to sign in', async () => {
    const first = await startPageServer()
    const page = await openPage(browser, first.address())
    await page.getByRole('heading', { name: 'No connections yet' }).waitFor()
    await first.stop()
    first.forgetKeys()
    await first.goOn()
    await page.getByText('This tab is not signed in').waitFor()
    page.mayComplain()
  })
})

test('a connection that goes while it is looked at is said to have gone, with a way on', async () => {
  const server = await startPageServer({ clock: handClock(Date.now()) })
  await addDraw(server, 'ward-1')
  const page = await openPage(browser, server.address())
  await page.getByRole('link', { name: 'ward-1' }).click()
  await page.getByRole('heading', { name: 'ward-1' }).waitFor()
  await server.keeper.handlers['connections.remove']({ name: 'ward-1' })
  await page.getByText('This connection has just been removed').waitFor()
  expect(await axeFindings(page)).toEqual([])
  await page.getByRole('link', { name: 'To the overview' }).click()
  await page.getByRole('heading', { name: 'No connections yet' }).waitFor()
})

describe('a sign-in', () => {
  test('that is left while it begins is given up, so that nothing goes on waiting for it', async () => {
    const server = await startSignInServer()
    const page = await openPage(browser, server.address())
    await page.getByRole('button', { name: 'Sign in' }).click()
    const held = await holdAnswer(page, 'signIn.begin')
    await page.getByRole('button', { name: 'Begin', exact: true }).click()
    await held.asked
    await page.getByRole('link', { name: 'Overview' }).click()
    await page.getByText('Nobody has signed in for this connection yet').waitFor()
    const calls = callsOf(page)
    const given = page.waitForRequest((request) => request.url().endsWith('/v1/calls/signIn.cancel'))
    await held.release()
    await given
    expect(calls.filter((name) => name.startsWith('signIn.'))).toEqual(['signIn.cancel'])
  })
})

/** What goes wrong is told where one looks: however far down one is. */

/** None of it is outside of the window, and nothing lies over its middle. */
async function isInSight(locator: Locator): Promise<boolean> {
  const page = locator.page()
  const [box, window] = [await locator.boundingBox(), page.viewportSize()]
  if (box === null || window === null) return false
  const { x, y, width, height } = box
  if (x < 0 || y < 0 || x + width > window.width || y + height > window.height) return false
  const there = await page.evaluate<string>(
    `document.elementFromPoint(${x + width / 2}, ${y + height / 2})?.closest('p')?.innerText ?? ''`,
  )
  return there.includes(await locator.innerText())
}

async function withForm(width: number): Promise<{ server: PageServer; page: Page }> {
  const server = await startPageServer()
  const page = await openPage(browser, server.address(), { now: server.ports.clock.now(), width, height: 700 })
  await page.getByRole('heading', { name: 'No connections yet' }).waitFor()
  await page.evaluate(`location.hash = '#/add'`)
  const seconds = server.ports.clock.now() / 1_000
  await page.getByLabel('Base URL').fill('https://draw.example/')
  await page.getByLabel('Client ID').fill('Ward 3')
  await page.getByLabel('Refresh token').fill(jwt({ token_type: 'refresh', jti: 'r', exp: seconds + 864_000 }))
  await page.getByLabel('Access token').fill(jwt({ token_type: 'access', jti: 'a', exp: seconds + 86_400 }))
  return { server, page }
}

test.each([1280, 320])('why something was not saved, %i wide, and what was typed stays', async (width) => {
  const { page } = await withForm(width)
  const gone = { ok: false, fault: { code: 'keeper_lost', params: {} } }
  await page.route('**/v1/calls/connections.add', (route) => route.fulfill({ json: gone }), { times: 1 })
  const save = page.getByRole('button', { name: 'Save', exact: true })
  await save.click()
  const told = page.getByText('The running Everbearer ended before it had answered.')
  await told.waitFor()
  await until('the sentence in sight', () => isInSight(told))
  expect(await page.getByLabel('Client ID').inputValue()).toBe('Ward 3')
  await save.click()
  await page.getByRole('heading', { name: 'draw-ward-3', exact: true }).waitFor()
})

test('that the keeper is away, far down a long form', async () => {
  const { server, page } = await withForm(1280)
  await page.getByText('Endpoints and more').scrollIntoViewIfNeeded()
  server.setKeeper(false)
  const told = page.getByText('Waiting for the keeper')
  await told.waitFor()
  await until('the banner in sight', () => isInSight(told))
})
