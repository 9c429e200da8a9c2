import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'
import { jwt } from '../../kit/jwt.ts'
import { differing, EVERY_SHOT, pictureNames, TOLERANCE } from '../../kit/page/kept-pictures.ts'
import { openMany } from '../../kit/page/many-connections.ts'
import { openPage, startBrowser } from '../../kit/page/page-browser.ts'
import { startPageServer } from '../../kit/page/page-server.ts'
import { pictureDistance } from '../../kit/page/picture.ts'
import { startEight } from '../../kit/page/picture-scenes.ts'

/**
 * Each screen of every day as it was when somebody last looked at it and was content (tests/e2e/page/pictures, also shown in
 * the README); tests/long/page-pictures.test.ts has the others.
 * After a change that is meant to be seen: TAKE_PICTURES=new npm test -- e2e page-pictures, and look at them.
 */
const FOLDER = join(import.meta.dirname, 'pictures')

type Scene = {
  readonly name: string
  readonly height: number
  readonly show: (page: Page) => Promise<unknown>
  readonly atEachWidth?: (page: Page) => Promise<unknown>
}

const TO_THE_TOP = `document.querySelector('main').scrollTo(0, 0)`

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
    },
    // How far a narrow page was scrolled on the way here hangs on which sentence came when.
    atEachWidth: (page) =>
      page.evaluate(`{
        ${TO_THE_TOP}
        document.querySelector('[name="secrets.refreshToken"]').scrollIntoView({ block: 'nearest' })
      }`),
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
      await page.getByText(/^\d in the way/).waitFor()
    },
    atEachWidth: (page) => page.evaluate(TO_THE_TOP),
  },
]

const browser = await startBrowser(afterAll)

test.each(scenes)('$name looks as it did, light and dark, at three widths', async (scene) => {
  const server = await startEight()
  const page = await openPage(browser, server.address(), { height: scene.height, now: server.ports.clock.now() })
  await page.getByText('Coming up').waitFor()
  await scene.show(page)
  expect(await differing(browser, page, { folder: FOLDER, ending: 'png', shots: EVERY_SHOT, ...scene })).toEqual([])
})

const CROWD = { folder: FOLDER, name: 'overview-300', ending: 'png', shots: EVERY_SHOT, height: 960 } as const

test('the overview of three hundred looks as it did', async () => {
  const server = await startPageServer()
  const page = await openMany(browser, server, { count: 300 }, { height: 960 })
  await page.locator('tr[data-id]').first().waitFor()
  await page.getByRole('searchbox').waitFor()
  // Who keeps is told a moment after the list.
  await page.getByText('Vault:').waitFor()
  expect(await differing(browser, page, CROWD)).toEqual([])
})

test('the README and the docs show only what is taken here, and nothing old is left', () => {
  const taken = [...scenes, CROWD]
    .flatMap(({ name }) => pictureNames({ name, ending: 'png', shots: EVERY_SHOT }))
    .sort()
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
  const server = await startEight()
  const page = await openPage(browser, server.address(), { now: server.ports.clock.now() })
  await page.getByText('Coming up').waitFor()
  const whole = await page.screenshot({ animations: 'disabled' })
  await page.evaluate(`document.querySelector('[data-state="valid"]').style.visibility = 'hidden'`)
  const lacking = await page.screenshot({ animations: 'disabled' })
  expect(await pictureDistance(await browser.newPage(), whole, lacking)).toBeGreaterThan(TOLERANCE)
})
