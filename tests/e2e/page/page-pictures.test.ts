import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'
import { faultyVault } from '../../kit/faulty-vault.ts'
import { handClock } from '../../kit/hand-clock.ts'
import { handHost } from '../../kit/hand-host.ts'
import { jwt } from '../../kit/jwt.ts'
import { openMany } from '../../kit/page/many-connections.ts'
import { openPage, startBrowser } from '../../kit/page/page-browser.ts'
import { type PageServer, startPageServer } from '../../kit/page/page-server.ts'
import { makeWorld, WORLD_BEGINS } from '../../kit/page/page-world.ts'
import { pictureDistance } from '../../kit/page/picture.ts'

/**
 * Each screen as it was when somebody last looked at it and was content (tests/e2e/page/pictures, also shown in the README).
 * After a change that is meant to be seen: TAKE_PICTURES=new npm test -- e2e page-pictures, and look at them.
 */
const FOLDER = join(import.meta.dirname, 'pictures')
const TAKE_NEW = process.env['TAKE_PICTURES'] === 'new'

/** A cell of the grid may differ by this much of 255; a missing pill or row differs by 40 and more. */
const TOLERANCE = 24

type Scene = { readonly name: string; readonly height: number; readonly show: (page: Page) => Promise<unknown> }

const at = (hash: string) => (page: Page) => page.evaluate(`location.hash = '${hash}'`)

const scenes: readonly Scene[] = [
  { name: 'overview', height: 1020, show: (page) => page.getByText('Coming up').waitFor() },
  {
    name: 'form',
    height: 1260,
    async show(page) {
      await at('#/add')(page)
      await page.getByRole('textbox', { name: 'Base URL' }).fill('https://draw.example')
      await page.getByRole('textbox', { name: 'Client ID' }).fill('Institute C')
      const exp = Math.floor(Date.UTC(2026, 11, 21, 9) / 1_000)
      await page.getByRole('textbox', { name: 'Access token' }).fill(jwt({ token_type: 'refresh', exp }))
      await page.getByRole('textbox', { name: 'Refresh token' }).fill(jwt({ token_type: 'access', exp }))
      await page.getByText('in each other’s place').waitFor()
      await page.getByRole('textbox', { name: 'Refresh token' }).blur()
      // How far a narrow page was scrolled on the way here hangs on which sentence came when.
      await page.evaluate(`{
        document.querySelector('main').scrollTo(0, 0)
        document.querySelector('[name="secrets.refreshToken"]').scrollIntoView({ block: 'nearest' })
      }`)
    },
  },
  {
    name: 'connection',
    height: 1120,
    async show(page) {
      await at('#/connections/draw-ward-3')(page)
      await page.getByRole('button', { name: 'Test', exact: true }).click()
      await page.locator('ul[aria-busy="false"]').waitFor()
      // The journal hears of it by itself; one test is in it from before.
      const tested = page.getByRole('region', { name: 'Journal' }).getByText(/^Tested:/)
      await tested.nth(1).waitFor()
      await page.getByRole('list', { name: 'What was asked' }).waitFor()
    },
  },
  {
    name: 'journal',
    height: 900,
    async show(page) {
      await at('#/journal')(page)
      await page.getByText('Renewed').first().waitFor()
    },
  },
  {
    name: 'settings',
    height: 1240,
    async show(page) {
      await at('#/settings')(page)
      // Its card is not there before what is kept has come.
      await page.getByRole('switch', { name: 'Renew tokens before anyone asks' }).waitFor()
      await page.getByRole('button', { name: 'Look now' }).click()
      await page.getByText('in the way,').waitFor()
    },
  },
]

const browser = await startBrowser(afterAll)

/** A world for each picture, since a test in one would be in the journal of the next. */
async function startWorld(): Promise<PageServer> {
  const server = await startPageServer({
    clock: handClock(WORLD_BEGINS),
    ports: { vault: faultyVault('keychain'), host: { ...handHost('1.0.0'), name: 'browser host', asked: 0 } },
  })
  await makeWorld(server)
  return server
}

const shots = scenes.flatMap((scene) => [
  { ...scene, scheme: 'light' as const, width: 1280, file: `${scene.name}.png` },
  { ...scene, scheme: 'dark' as const, width: 1280, file: `${scene.name}-dark.png` },
  { ...scene, scheme: 'light' as const, width: 360, file: `${scene.name}-360.png` },
])

test.each(shots)('$file looks as it did', async ({ show, scheme, width, height, file }) => {
  const server = await startWorld()
  const page = await openPage(browser, server.address(), { scheme, width, height, now: server.ports.clock.now() })
  await page.getByText('Coming up').waitFor()
  await show(page)
  await looksAsItDid(page, file)
})

const crowds = [
  { file: 'overview-300.png', scheme: 'light' as const, width: 1440 },
  { file: 'overview-300-dark.png', scheme: 'dark' as const, width: 1024 },
  { file: 'overview-300-390.png', scheme: 'light' as const, width: 390 },
]

test.each(crowds)('$file looks as it did', async ({ file, scheme, width }) => {
  const server = await startPageServer()
  const page = await openMany(browser, server, { count: 300 }, { scheme, width, height: 960 })
  await page.locator('tr[data-id]').first().waitFor()
  await page.getByRole('searchbox').waitFor()
  await looksAsItDid(page, file)
})

async function looksAsItDid(page: Page, file: string): Promise<void> {
  await page.mouse.move(0, 0)
  const picture = await page.screenshot({ animations: 'disabled', caret: 'hide' })
  const path = join(FOLDER, file)
  if (TAKE_NEW) {
    mkdirSync(FOLDER, { recursive: true })
    writeFileSync(path, picture)
  }
  expect(existsSync(path), `${path} was never taken`).toBe(true)
  expect(await pictureDistance(browser, readFileSync(path), picture)).toBeLessThan(TOLERANCE)
}

test('the README and the docs show only what is taken here, and nothing old is left', () => {
  const taken = [...shots, ...crowds].map(({ file }) => file).sort()
  expect(readdirSync(FOLDER).sort()).toEqual(taken)
  const root = join(import.meta.dirname, '..', '..', '..')
  const docs = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'))
  const shown = ['README.md', ...docs.map((name) => join('docs', name))].flatMap((name) => {
    const text = readFileSync(join(root, name), 'utf8')
    return [...text.matchAll(/!\[[^\]]*\]\(([^)]+)\)/g)].map(([, path = '']) => join(root, dirname(name), path))
  })
  expect(shown.length).toBeGreaterThanOrEqual(3)
  expect(shown.filter((path) => !taken.some((file) => join(FOLDER, file) === path))).toEqual([])
})

test('the comparison sees a pill that is missing', async () => {
  const server = await startWorld()
  const page = await openPage(browser, server.address(), { now: server.ports.clock.now() })
  await page.getByText('Coming up').waitFor()
  const whole = await page.screenshot({ animations: 'disabled' })
  await page.evaluate(`document.querySelector('[data-state="valid"]').style.visibility = 'hidden'`)
  const lacking = await page.screenshot({ animations: 'disabled' })
  expect(await pictureDistance(browser, whole, lacking)).toBeGreaterThan(TOLERANCE)
})
