import type { Page, Response } from 'playwright-core'
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import { drawConnection, startDrawServer } from '../kit/draw/draw-server.ts'
import { type SecretServiceOptions, startSecretService } from '../kit/keyrings/secret-service.ts'
import { markers } from '../kit/markers.ts'
import { axeFindings } from '../kit/page/page-axe.ts'
import { openPage, startBrowser } from '../kit/page/page-browser.ts'
import { startPageServer } from '../kit/page/page-server.ts'
import { everbearer } from '../kit/processes/everbearer-process.ts'
import { fileHome } from '../kit/processes/file-home.ts'
import { temporaryHome } from '../kit/processes/temporary-home.ts'
import { until } from '../kit/processes/until.ts'
import { choice, demoButton, NO_BUS, PASSPHRASE, start, watchDemo, withoutKeychain } from './first-run-scene.ts'

/**
 * The first minutes of a stranger, on real parts: `everbearer` alone in a fresh home, its page in a browser. Where no
 * keychain works the page asks where secrets shall be kept; the demo shows what will happen, and leaves nothing behind.
 */

const browser = await startBrowser(afterAll)

async function withKeyring(options: SecretServiceOptions = {}) {
  const keyring = await startSecretService(options)
  onTestFinished(() => keyring.stop())
  return { keyring, home: temporaryHome(keyring.env) }
}

async function chooseFile(page: Page): Promise<void> {
  await page.getByLabel('New passphrase').fill(PASSPHRASE)
  await page.getByLabel('The same again').fill(PASSPHRASE)
  await page.getByRole('button', { name: 'Use the encrypted file' }).click()
  await demoButton(page).waitFor()
}

const serverOf = (page: Page): Promise<string> =>
  until(
    'the address of its server',
    async () => /http:\/\/127\.0\.0\.1:\d+\//.exec(await page.locator('main').innerText())?.[0] ?? '',
  )

const answers = (url: string): Promise<boolean> =>
  fetch(`${url}api/health/`).then(
    () => true,
    () => false,
  )

describe('without a keychain', () => {
  test('the choice of the encrypted file, the demo live, and nothing of it afterwards', async () => {
    const home = withoutKeychain()
    const { host, address } = await start(home)
    expect(host.stderr()).toContain('The desktop window cannot be had here')
    const page = await openPage(browser, null)
    const responses: Response[] = []
    page.on('response', (response) => {
      if (!response.url().endsWith('/v1/events')) responses.push(response)
    })
    await page.goto(address)

    expect(await page.getByText('No keychain answers on this computer').innerText()).toMatch(
      /encrypted file, or memory/,
    )
    expect(await axeFindings(page)).toEqual([])
    await page.getByRole('button', { name: 'Use the encrypted file' }).click()
    await page.getByText('At least 8 characters.').waitFor()
    await page.getByLabel('New passphrase').fill(PASSPHRASE)
    await page.getByLabel('The same again').fill('something else')
    await page.getByText('The two are not the same.').waitFor()
    expect(await everbearer(home, ['vault', 'status', '--json'])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('"unchosen"'),
    })
    await chooseFile(page)
    expect(await axeFindings(page)).toEqual([])

    await watchDemo(page)
    await page.getByText('This is the demo.').waitFor()
    const server = await serverOf(page)
    expect(await answers(server)).toBe(true)
    const renewals = page.getByText(/^Renewed/)
    await until('two renewals on the page', async () => (await renewals.count()) >= 2)
    expect(await axeFindings(page)).toEqual([])
    await followGuide(page)
    const { code, stdout: token } = await everbearer(home, ['token', 'demo'])
    const use = await fetch(`${server}api/health/`, { headers: { authorization: `Bearer ${token.trim()}` } })
    expect([code, use.status]).toEqual([0, 200])

    await page.getByRole('button', { name: 'End the demo' }).click()
    await page.getByRole('heading', { name: 'No connections yet' }).waitFor()
    await until('the end of its server', async () => !(await answers(server)))
    expect(JSON.parse((await everbearer(home, ['list', '--json'])).stdout)).toEqual({ connections: [] })

    const hunt = markers({ passphrase: PASSPHRASE, token: token.trim() })
    const bodies = await Promise.all(responses.map((response) => response.text()))
    expect(hunt.inText('the page', [...bodies, await page.content()].join('\n'))).toEqual([])
    expect(hunt.inText('said', host.stdout() + host.stderr())).toEqual([])
    expect(hunt.inTree(home.base)).toEqual([])
  })

  test('what the command line chooses shows at once, and what was there before is found', async () => {
    const server = await startDrawServer({ accessLifeSeconds: 600 })
    const home = await fileHome(
      { ...NO_BUS, EVERBEARER_VAULT: undefined, EVERBEARER_PASSPHRASE: undefined },
      PASSPHRASE,
    )
    const forced = { EVERBEARER_VAULT: 'file', EVERBEARER_PASSPHRASE: PASSPHRASE }
    const entry = JSON.stringify(drawConnection('ward', server.url, server.issuePair()))
    expect((await everbearer(home, ['add', '--from', '-'], { env: forced, stdin: entry })).code).toBe(0)

    const { address } = await start(home)
    const page = await openPage(browser, address)
    await page.getByText('It has not been chosen yet where secrets are kept.').waitFor()
    await page.getByRole('link', { name: 'Choose' }).click()
    await choice(page, 'The encrypted file that is here').waitFor()
    await page.getByLabel('Passphrase').fill('not the one')
    await page.getByRole('button', { name: 'Use the encrypted file' }).click()
    await page.getByText('This passphrase does not open the encrypted file').waitFor()
    expect(await axeFindings(page)).toEqual([])
    const moved = await everbearer(home, ['vault', 'move', 'file'], { stdin: `${PASSPHRASE}\n` })
    expect(moved).toMatchObject({ code: 0, stdout: 'From now on secrets are kept in an encrypted file.\n' })
    await page.getByRole('button', { name: 'Change passphrase' }).waitFor()
    expect((await everbearer(home, ['token', 'ward'])).code).toBe(0)
  })

  test('a keychain that comes later can be chosen', async () => {
    const { keyring, home } = await withKeyring({ daemon: false })
    const { address } = await start(home)
    const page = await openPage(browser, address)
    await choice(page, 'The keychain of this computer').click()
    const look = page.getByRole('button', { name: 'Look for the keychain' })
    await look.click()
    await page.getByRole('status').getByText('No keychain answers on this computer.').waitFor()
    await keyring.startDaemon(true)
    await look.click()
    await page.getByText(/^Secrets are kept in the keychain of this computer\./).waitFor()
    expect((await everbearer(home, ['vault', 'status', '--json'])).stdout).toContain('"keychain"')
  })
})

describe('with gnome-keyring', () => {
  test('no choice is asked', async () => {
    const { home } = await withKeyring()
    const { address } = await start(home)
    const page = await openPage(browser, address)
    await page.getByText(/^Secrets are kept in the keychain of this computer\./).waitFor()
    await page.getByRole('link', { name: 'Add connection' }).waitFor()
    expect(await page.getByRole('radio').count()).toBe(0)
    expect(await axeFindings(page)).toEqual([])
  })

  test('a host that ends takes its demo along; one that was killed leaves it to be removed or started anew', async () => {
    const { home } = await withKeyring()
    const first = await start(home)
    const ended = await openPage(browser, first.address)
    await watchDemo(ended)
    const server = await serverOf(ended)
    await ended.close()
    first.host.kill('SIGTERM')
    expect((await first.host.exited).code).toBe(0)
    expect(await answers(server)).toBe(false)
    expect(JSON.parse((await everbearer(home, ['list', '--json'])).stdout)).toEqual({ connections: [] })

    const second = await start(home)
    const killed = await openPage(browser, second.address)
    await watchDemo(killed)
    await killed.close()
    second.host.kill('SIGKILL')
    await second.host.exited
    const { address } = await start(home)
    const page = await openPage(browser, address)
    await page.getByText('A demo of an earlier time is still here.').waitFor()
    expect(await axeFindings(page)).toEqual([])
    expect(await page.getByRole('region', { name: 'Needs you' }).count()).toBe(0)
    await page.getByRole('button', { name: 'Start it anew' }).click()
    // The overview says what it is too, but not where its server is.
    await page.getByRole('heading', { name: 'demo', exact: true }).waitFor()
    await page.getByText('This is the demo.').waitFor()
    expect(await answers(await serverOf(page))).toBe(true)
    expect(JSON.parse((await everbearer(home, ['list', '--json'])).stdout).connections).toHaveLength(1)
    await everbearer(home, ['remove', 'demo', '--yes'])
    await page.getByText('This connection has just been removed').waitFor()
  })
})

/** Each step is ticked off when it has been done, and what was put away stays away. */
async function followGuide(page: Page): Promise<void> {
  const guide = page.getByRole('region', { name: 'What to try in the demo' })
  const done = guide.locator('li[data-done="true"]')
  await until('the renewal to be ticked off', async () => (await done.count()) === 1)
  await page.getByRole('button', { name: 'Test', exact: true }).click()
  await until('the test to be ticked off', async () => (await done.count()) === 2)
  await guide.getByRole('link', { name: 'Read in the journal what happened.' }).click()
  await page.getByRole('heading', { name: 'Journal', level: 1 }).waitFor()
  await page.goBack()
  await guide.getByRole('link', { name: 'Add a connection of your own' }).waitFor()
  await until('the journal to be ticked off', async () => (await done.count()) === 3)
  await guide.getByRole('button', { name: 'Do not show this again' }).click()
  await guide.waitFor({ state: 'detached' })
  await page.getByRole('link', { name: 'Help' }).click()
  await page.getByRole('heading', { name: 'Help', level: 1 }).waitFor()
  await page.goBack()
  await page.getByText('This is the demo.').waitFor()
  await page.getByRole('button', { name: 'Test', exact: true }).waitFor()
  expect(await guide.count()).toBe(0)
}

/** Tabs of a headless browser are always shown; this one does as it is told. */
const HIDEABLE = `(() => {
  let state = 'visible'
  Object.defineProperty(Document.prototype, 'visibilityState', { get: () => state })
  globalThis.setVisibility = (next) => { state = next; document.dispatchEvent(new Event('visibilitychange')) }
})()`

test('tabs that nobody sees leave the connections to those that somebody does', async () => {
  const server = await startPageServer()
  const context = await browser.newContext()
  onTestFinished(() => context.close())
  await context.addInitScript(HIDEABLE)
  const pages: Page[] = []
  const letGo: Promise<unknown>[] = []
  // More than a browser has connections to one address.
  for (let number = 0; number < 8; number += 1) {
    const page = await context.newPage()
    pages.push(page)
    await page.goto(server.address())
    await page.getByRole('heading', { name: 'No connections yet' }).waitFor()
    letGo.push(page.waitForEvent('requestfailed', (request) => request.url().endsWith('/v1/events')))
    await page.evaluate(`setVisibility('hidden')`)
  }
  await Promise.all(letGo)
  await server.add({
    name: 'ward',
    system: 'draw',
    settings: { baseUrl: 'https://draw.example/', clientId: 'Institute A', expiresAt: '2099-01-01T00:00:00Z' },
    secrets: { accessToken: 'opaque-access', refreshToken: 'opaque-refresh' },
  })
  const [first, second] = pages
  await first?.evaluate(`setVisibility('visible')`)
  await first?.getByRole('link', { name: 'ward' }).waitFor()
  expect(await first?.getByText('No connection to Everbearer').count()).toBe(0)
  expect(await second?.getByRole('link', { name: 'ward' }).count()).toBe(0)
})
