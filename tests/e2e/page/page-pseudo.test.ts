import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'
import { SYSTEMS } from '../../../shared/systems/registry.ts'
import { faultyVault } from '../../kit/faulty-vault.ts'
import { handClock } from '../../kit/hand-clock.ts'
import { handHost } from '../../kit/hand-host.ts'
import { troublesIn } from '../../kit/page/hostile-answers.ts'
import { lasting } from '../../kit/page/lasting.ts'
import { openPage, startBrowser } from '../../kit/page/page-browser.ts'
import { startPageServer } from '../../kit/page/page-server.ts'
import { makeWorld, WORLD_BEGINS } from '../../kit/page/page-world.ts'
import { buildPseudoPage, cutTexts, foreignTexts, misplaced } from '../../kit/page/pseudo-page.ts'
import { pseudo } from '../../kit/page/pseudo-words.ts'

/**
 * Every screen in a language that nobody speaks: longer, marked, and from right to left as well. A text that is not in it
 * does not come from shared/text; a box that cannot hold it cannot hold German either.
 */

// Not in dist/, which others copy meanwhile.
const folder = mkdtempSync(join(tmpdir(), 'eb-pseudo-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

const NAMES = ['draw-ward-3', 'draw-ward-7', 'osais-lab', 'profile-shop', 'old-gateway', 'archive', 'runai-train']

/** Addresses of the screens; with what is done there before it is looked at. */
const SCREENS: readonly (readonly [string, ((page: Page) => Promise<unknown>)?])[] = [
  ['#/'],
  ['#/add', (page) => page.locator('[type="submit"]').click()],
  ...SYSTEMS.map((_, index) => ['#/add', (page: Page) => page.getByRole('radio').nth(index).click()] as const),
  ['#/connections/draw-ward-3/edit'],
  ...NAMES.map((name) => [`#/connections/${name}`] as const),
  ['#/journal'],
  ['#/settings'],
  ['#/import'],
  ['#/help'],
  ['#/help/refused'],
]

/** What is data on these screens: names, a client's own words, and words of the standards that are shown as such. */
const KNOWN = [
  ...NAMES,
  'draw-ward-4',
  'Institute A, site 2',
  ...[
    'Institute A',
    'Institute B',
    'trainer-app',
    'night-run',
    'gateway',
    'browser host',
    '1.0.0',
    'lab',
    'notify',
    'Language',
    'English',
  ],
]

test('all words come from shared/text, and there is room for longer ones, in both directions', async () => {
  await buildPseudoPage(folder)
  const browser = await startBrowser()
  const server = await startPageServer({
    page: folder,
    clock: handClock(WORLD_BEGINS),
    ports: { vault: faultyVault('keychain'), host: { ...handHost('1.0.0'), name: 'browser host', asked: 0 } },
  })
  await makeWorld(server)
  const page = await openPage(browser, server.address(), { now: server.ports.clock.now() })
  const foreign = new Map<string, string>()
  const cramped = new Set<string>()
  for (const [hash, act] of SCREENS) {
    await page.setViewportSize({ width: 1280, height: 900 })
    await page.evaluate(`location.hash = '${hash}'; document.documentElement.dir = 'ltr'`)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await page.waitForFunction(`location.hash === '${hash}'`)
    await act?.(page)
    await standsStill(page)
    for (const text of await foreignTexts(page, KNOWN)) if (!foreign.has(text)) foreign.set(text, hash)
    for (const [width, dir] of [
      [1024, 'ltr'],
      [390, 'ltr'],
      [390, 'rtl'],
    ] as const) {
      await page.setViewportSize({ width, height: 900 })
      await page.evaluate(`document.documentElement.dir = '${dir}'`)
      const where = `${hash} ${width} ${dir}`
      for (const trouble of await troublesIn(page, where)) cramped.add(trouble)
      for (const cut of await lasting(page, () => cutTexts(page))) cramped.add(`${where}: cut ${cut}`)
      for (const wrong of await misplaced(page)) cramped.add(`${where}: ${wrong}`)
    }
    // What is filled in is guarded; nothing was.
    await page.evaluate(`location.hash = '#/journal'`)
  }
  expect([...foreign].map(([text, hash]) => `${hash}: ${text}`)).toEqual([])
  expect([...cramped]).toEqual([])
  // It would be seen.
  await page.evaluate(`{
    const heading = document.querySelector('h1')
    heading.append('Nobody translates this')
    Object.assign(heading.style, { width: '40px', overflow: 'hidden', whiteSpace: 'nowrap' })
  }`)
  expect(await foreignTexts(page, KNOWN)).toContain('Nobody translates this')
  expect(await cutTexts(page)).toEqual([expect.stringContaining('Nobody translates')])
  await page.evaluate(`{
    const heading = document.querySelector('h1')
    heading.textContent = 'https://draw.example/ '
    heading.style = ''
    heading.dir = 'rtl'
  }`)
  expect(await misplaced(page)).toEqual(['turned round: https://draw.example/'])
})

test('the language leaves what is to be filled in, and says all else its own way', () => {
  expect(pseudo({ language: 'en', say: 'Renewed[ in {tookMs}].' })).toEqual({
    language: 'en',
    say: '⟦Rénéwéd[ ín {tookMs}]. löng ⟧',
  })
})

/** Once what is shown stays as it is: the line of notices is never idle. */
async function standsStill(page: Page): Promise<void> {
  await page.evaluate(`new Promise((done) => {
    let before = ''
    const look = () => {
      const now = document.body.innerText
      if (now === before) return done()
      before = now
      setTimeout(look, 100)
    }
    look()
  })`)
}
