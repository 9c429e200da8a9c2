import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import { firstFrame } from '../../../electron/desktop/window/first-frame.ts'
import { FIRST_FRAME_PLACEHOLDER } from '../../../shared/api/page-placeholders.ts'
import { firstFrameTextsFor } from '../../../shared/text/first-frame-texts.ts'
import { openMany } from '../../kit/page/many-connections.ts'
import { axeFindings } from '../../kit/page/page-axe.ts'
import { type OpenedPage, startBrowser } from '../../kit/page/page-browser.ts'
import { startPageServer } from '../../kit/page/page-server.ts'
import { until } from '../../kit/processes/until.ts'

/** Three hundred connections: found, selected and looked after by whoever has better things to do. */

const browser = await startBrowser(afterAll)

const rows = (page: OpenedPage) => page.locator('tr[data-id]').count()
const focused = (page: OpenedPage) => page.evaluate('document.activeElement?.closest("tr")?.dataset.id ?? null')
const hash = (page: OpenedPage) => page.evaluate('location.hash')
const top = async (page: OpenedPage) => Number(await page.evaluate('document.querySelector("main").scrollTop'))
const callsOf = async (page: OpenedPage, name: string) =>
  ((await page.evaluate('many.calls')) as { name: string; input: { name: string } }[]).filter(
    (call) => call.name === name,
  )

async function open(count: number, at = '#/') {
  const server = await startPageServer()
  const page = await openMany(browser, server, { count, hash: at })
  await page.getByRole('table', { name: 'Connections' }).waitFor()
  await page.locator('tr[data-id]').first().waitFor()
  return page
}

test('ten have tools and one does not; of three hundred only those that are seen are in the page', async () => {
  const one = await open(1)
  expect(await one.getByRole('searchbox').count()).toBe(0)
  expect(await one.getByRole('checkbox').count()).toBe(0)
  const ten = await open(10)
  expect(await ten.getByRole('searchbox').count()).toBe(1)
  expect(await rows(ten)).toBe(10)
  const many = await open(300)
  expect(await rows(many)).toBeLessThan(50)
  expect(await many.getByRole('table').getAttribute('aria-rowcount')).toBe('301')
  expect(await axeFindings(many)).toEqual([])
})

describe('by keyboard alone', () => {
  test('search, go through, select, act on all of them, and see one summary', async () => {
    const page = await open(300)
    await page.keyboard.press('/')
    await page.locator('[role="searchbox"]:focus, [type="search"]:focus').waitFor()
    await page.keyboard.type('draw lab')
    await page.getByText(/^\d+ of 300$/).waitFor()
    const found = Number((await page.getByText(/^\d+ of 300$/).innerText()).split(' ')[0])
    expect(found).toBeGreaterThan(2)
    await until('the search in the address', async () => String(await hash(page)).includes('search=draw'))
    await page.getByRole('searchbox').press('Tab')
    await page.evaluate('document.activeElement.blur()')
    await page.keyboard.press('j')
    const first = await until('the focus on a row', () => focused(page))
    await page.keyboard.press('x')
    await page.keyboard.press('Shift+ArrowDown')
    await until('the focus on another row', async () => ![null, first].includes(await focused(page)))
    await page.getByText('2 selected').waitFor()
    await page
      .getByRole('region', { name: 'Selected connections' })
      .getByRole('button', { name: 'Test', exact: true })
      .press('Enter')
    await page.getByText('All 2 were reached and accept their tokens.').first().waitFor()
    expect(await callsOf(page, 'connections.test')).toHaveLength(2)
    expect(await page.locator('.mantine-Notification-root').count()).toBe(0)
    expect(await axeFindings(page)).toEqual([])
  })

  test('the list is one stop of the Tab key, and keeps what has the focus in the page', async () => {
    const page = await open(300)
    await page.keyboard.press('j')
    const first = await until('the focus on a row', () => focused(page))
    await page.keyboard.press('End')
    await until('the last row', async () => (await focused(page)) === 'id-299')
    expect(await top(page)).toBeGreaterThan(10_000)
    await page.keyboard.press('Home')
    await until('the first row', async () => (await focused(page)) === first)
    await page.evaluate('document.querySelector("main").scrollTo(0, 9000)')
    await until('rows further down', async () => (await page.locator('tr[data-index="132"]').count()) === 1)
    expect(await focused(page)).toBe(first)
    expect(await page.locator('tr[data-id] [tabindex="0"]').count()).toBe(1)
    await page.keyboard.press('ArrowRight')
    await until('the focus on its menu', () =>
      page.evaluate('document.activeElement.getAttribute("aria-haspopup") === "menu"'),
    )
  })

  test('a step to the next row touches the two links alone, and no box or heading beside them', async () => {
    const page = await open(300)
    await page.keyboard.press('j')
    const first = await until('the focus on a row', () => focused(page))
    await page.evaluate(`globalThis.touched = []; new MutationObserver((changes) => {
      touched.push(...changes.filter(({ type }) => type === 'attributes').map(({ target }) => target.localName))
    }).observe(document.querySelector('table'), { subtree: true, attributes: true, attributeFilter: ['name', 'type', 'tabindex'] })`)
    await page.keyboard.press('j')
    await until('the focus on the next row', async () => ![null, first].includes(await focused(page)))
    expect(await page.evaluate('touched')).toEqual(['a', 'a'])
  })

  test('a leap is painted once, with all rows that are seen from there, and nothing moves meanwhile', async () => {
    const page = await open(300)
    await page.keyboard.press('j')
    await until('the focus on a row', () => focused(page))
    await page.evaluate(`globalThis.painted = []; new MutationObserver((changes) => {
      const rows = changes.flatMap(({ addedNodes }) => [...addedNodes]).flatMap((node) => node.dataset.id ?? [])
      if (rows.length > 0) painted.push(rows)
    }).observe(document.querySelector('main tbody'), { childList: true })`)
    const painted = () => page.evaluate<string[][]>('painted.splice(0)')
    await page.keyboard.press('End')
    await until('the last row', async () => (await focused(page)) === 'id-299')
    expect((await painted())[0]).toEqual(expect.arrayContaining(['id-292', 'id-298', 'id-299']))
    await page.keyboard.press('Home')
    await until('the first row', async () => (await focused(page)) === 'id-0')
    expect((await painted())[0]).toEqual(expect.arrayContaining(['id-1', 'id-7']))
    const below = await page.evaluate(
      `document.activeElement.closest('tr').getBoundingClientRect().top - document.querySelector('main').getBoundingClientRect().top`,
    )
    expect(below).toBeLessThan(40)
  })

  test('the palette goes anywhere and does anything; ? tells the keys', async () => {
    const page = await open(300)
    await page.keyboard.press('Control+k')
    await page.locator('[role="combobox"][aria-label="Go to, or do"]:focus').waitFor()
    await page.keyboard.type('test draw-')
    await page
      .getByRole('option', { name: /^Test: draw-/ })
      .first()
      .waitFor()
    expect(await axeFindings(page)).toEqual([])
    await page.keyboard.press('Enter')
    await until('the test', async () => (await callsOf(page, 'connections.test')).length === 1)
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.keyboard.press('?')
    await page.getByRole('heading', { name: 'Keys' }).waitFor()
    await page.getByRole('switch', { name: 'Single letters are keys' }).press('Space')
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.keyboard.press('g')
    await page.keyboard.press('j')
    expect(await hash(page)).toBe('#/')
    await page.evaluate('localStorage.clear()')
    await until('the journal', async () => {
      await page.keyboard.press('g')
      // More than a second later it would be a key of its own.
      await page.keyboard.press('j')
      return (await hash(page)) === '#/journal'
    })
    await page.getByRole('heading', { name: 'Journal' }).waitFor()
  })
})

test('place and question survive a visit elsewhere, and a reload', async () => {
  const page = await open(300, '#/?sort=name&state=valid')
  await page.evaluate('document.querySelector("main").scrollTo(0, 6000)')
  await until('the place in the address', async () => String(await hash(page)).includes('at='))
  const [before, place] = [await top(page), await hash(page)]
  await page.getByRole('link', { name: 'Journal' }).click()
  await page.getByRole('heading', { name: 'Journal' }).waitFor()
  await page.getByRole('link', { name: /^Overview/ }).click()
  await until('the place again', async () => Math.abs((await top(page)) - before) < 70)
  await page.reload()
  await until('the place after a reload', async () => Math.abs((await top(page)) - before) < 70)
  expect(String(await hash(page)).split('&at=')[0]).toBe(String(place).split('&at=')[0])
})

test('a state that is chosen after a search, and groups, go with what was searched for', async () => {
  const page = await open(300)
  await page.getByRole('searchbox').fill('draw lab')
  await until('the search in the address', async () => String(await hash(page)).includes('search=draw'))
  await page.getByRole('button', { name: /^valid/ }).click()
  await page.getByRole('combobox', { name: 'Group' }).selectOption('state')
  await until('all three in the address', async () =>
    /search=draw\+lab&state=valid&group=state/.test(String(await hash(page))),
  )
  expect(await page.getByRole('button', { name: /^valid/ }).getAttribute('aria-pressed')).toBe('true')
  expect(await page.getByRole('searchbox').inputValue()).toBe('draw lab')
})

test('who is on the way to another screen gets there, whatever the list still writes into the address', async () => {
  const page = await open(300)
  // In one task, so that the page hears of the new address only after the press.
  await page.evaluate(`{
    location.hash = '#/journal'
    document.querySelector('fieldset button').click()
  }`)
  await page.getByRole('heading', { name: 'Journal', level: 1 }).waitFor()
  expect(await hash(page)).toBe('#/journal')
  await page.goBack()
  await page.locator('tr[data-id]').first().waitFor()
  await page.getByRole('button', { name: /^needs you/ }).click()
  await until('the question in the address', async () => String(await hash(page)).includes('state='))
})

test('nothing jumps while one reads: what changes stays in its place until one wants it ordered anew', async () => {
  const page = await open(300, '#/?state=valid')
  const second = page.locator('tr[data-index="1"]')
  const id = await second.getAttribute('data-id')
  await page.evaluate(
    `many.changed(many.views.find(({ id }) => id === '${id}'), { state: 'paused', pausedAt: '2026-11-20T00:00:00.000Z' })`,
  )
  await second.getByText('paused').first().waitFor()
  await page.getByRole('button', { name: 'Some have changed meanwhile: order anew' }).click()
  await page.locator(`tr[data-id="${id}"]`).waitFor({ state: 'detached' })
})

test('who needs a person stands in one block by cause, and is looked after together', async () => {
  const page = await open(300)
  const block = page.getByRole('region', { name: 'Needs you' })
  const cause = block.getByRole('button', { name: 'Show' }).first()
  await cause.click()
  await block.getByRole('button', { name: 'Select them' }).click()
  await page.getByText(/^\d+ selected$/).waitFor()
  await block.getByRole('button', { name: 'List only these' }).click()
  await page.getByText(/^\d+ of 300$/).waitFor()
  await page.waitForURL(/#\/\?cause=[a-z_]+$/)
  const causes = page.getByRole('group', { name: 'Cause' })
  expect(await causes.getByRole('button').getAttribute('aria-pressed')).toBe('true')
  const rows = page.locator('tr[data-id]')
  expect(await rows.count()).toBeGreaterThan(0)
  expect(await rows.locator('[data-state="valid"]').count()).toBe(0)
  await causes.getByRole('button').click()
  await causes.waitFor({ state: 'detached' })
  await block.getByRole('button', { name: 'Test all' }).click()
  await page
    .getByText(/were reached and accept their tokens/)
    .first()
    .waitFor()
  expect(await axeFindings(page)).toEqual([])
})

test('several are removed by one answer, with one summary and a way back', async () => {
  const page = await open(30)
  await page.getByRole('checkbox', { name: 'Select all that are shown' }).press('Space')
  await page.getByRole('button', { name: 'Remove ...' }).click()
  await page.getByRole('heading', { name: 'Remove 30 connections?' }).waitFor()
  await page.getByRole('dialog').getByRole('button', { name: 'Keep' }).click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await page.evaluate(`document.activeElement.blur()`)
  await page.getByRole('button', { name: 'Clear' }).click()
  const box = (index: number) => page.locator(`tr[data-index="${index}"]`).getByRole('checkbox')
  await box(0).click()
  await box(3).click({ modifiers: ['Shift'] })
  // As a box of HTML would: Space takes it out and puts it back.
  await box(3).press('Space')
  expect(await box(3).isChecked()).toBe(false)
  await box(3).press('Space')
  expect(await box(3).isChecked()).toBe(true)
  await page.getByRole('button', { name: 'Remove ...' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
  await page.getByText('4 of 4 were removed.').first().waitFor()
  expect(await callsOf(page, 'connections.remove')).toHaveLength(4)
  await page.getByRole('button', { name: 'Undo' }).waitFor()
})

test('what came of many, and the way back, stay in sight far down in the list', async () => {
  const page = await open(300)
  await page.getByRole('checkbox', { name: 'Select all that are shown' }).press('Space')
  await page.evaluate(`document.querySelector('main').scrollTop = 3_000`)
  await page.getByRole('button', { name: 'Pause', exact: true }).click()
  const work = page.getByRole('region', { name: 'Work on several connections' })
  await work.getByRole('button', { name: 'Close' }).waitFor()
  expect(await page.evaluate<number>(`document.querySelector('main').scrollTop`)).toBeGreaterThan(1_000)
  const { y = -1, height = 0 } = (await work.boundingBox()) ?? {}
  expect([y >= 0, y + height <= 860]).toEqual([true, true])
})

test('the journal of one among many is found by its name, without a list of all of them', async () => {
  const page = await open(300)
  await page.evaluate(`location.hash = '#/journal'`)
  const choice = page.getByRole('combobox', { name: 'Connection' })
  await choice.fill('draw-ward')
  await page.getByRole('heading', { name: 'Everything' }).waitFor()
  const offered = page.locator('datalist option')
  expect(await offered.count()).toBeLessThan(21)
  const name = (await offered.first().getAttribute('value')) ?? ''
  await choice.fill(name)
  await page.getByRole('heading', { name, exact: true }).waitFor()
  expect((await callsOf(page, 'journal.read')).at(-1)?.input).toEqual({ name, limit: 2_000 })
})

test.each([
  ['320 px', { width: 320, height: 800 }, 'ltr'],
  ['200 % of 1280', { width: 640, height: 430 }, 'ltr'],
  ['from right to left', { width: 1280, height: 860 }, 'rtl'],
])('nothing is cut off sideways, and the list alone scrolls: %s', async (_what, { width, height }, direction) => {
  const server = await startPageServer()
  const page = await openMany(browser, server, { count: 300 }, { width, height })
  await page.locator('tr[data-id]').first().waitFor()
  await page.evaluate(`document.documentElement.dir = '${direction}'`)
  const over = await page.evaluate(`(() => {
    const main = document.querySelector('main')
    const all = document.documentElement
    return main.scrollWidth - main.clientWidth + all.scrollWidth - innerWidth + all.scrollHeight - innerHeight
  })()`)
  expect(over).toBe(0)
  expect(await axeFindings(page)).toEqual([])
  const help = page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Help' })
  const box = await help.boundingBox()
  expect(box?.x).toBeGreaterThanOrEqual(0)
  expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(width)
  await help.click()
  await page.getByRole('heading', { name: 'Help', level: 1 }).waitFor()
  expect(await help.getAttribute('aria-current')).toBe('page')
})

/** The list waits until `release()`; `shifted()` is how much has jumped meanwhile (Layout Instability API). */
const HELD_LIST = `{
  const { call } = globalThis.everbearer
  const held = new Promise((resolve) => { globalThis.release = resolve })
  globalThis.everbearer.call = async (name, input) => {
    if (name === 'connections.list') await held
    return call(name, input)
  }
  const shifts = []
  const observer = new PerformanceObserver((list) => shifts.push(...list.getEntries()))
  observer.observe({ type: 'layout-shift', buffered: true })
  globalThis.shifted = () => {
    shifts.push(...observer.takeRecords())
    return shifts.reduce((sum, { value }) => sum + value, 0)
  }
}`

const listTop = async (page: OpenedPage) =>
  Number(await page.evaluate('Math.round(document.querySelector("main table").getBoundingClientRect().top)'))

/** The built page as the desktop serves it: with the list as it was last seen. */
function pageWithFirstFrame(count: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'eb-page-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  cpSync(resolve(import.meta.dirname, '../../../dist/page'), folder, { recursive: true })
  const facts = { system: 'draw', state: 'valid', expiresAt: null, refreshAt: null, renewable: true } as const
  const remembered = Array.from({ length: count }, (_none, n) => ({ ...facts, id: `id-${n}`, name: `draw-ward-${n}` }))
  const path = join(folder, 'index.html')
  const frame = firstFrame(remembered, firstFrameTextsFor('en'))
  writeFileSync(
    path,
    readFileSync(path, 'utf8').replace(FIRST_FRAME_PLACEHOLDER, () => frame),
  )
  return folder
}

test('the list stands where it will from its first frame on, and nothing jumps when the vault has answered', async () => {
  const server = await startPageServer({ page: pageWithFirstFrame(300) })
  const page = await openMany(browser, server, { count: 300 })
  await page.locator('tr[data-id]').first().waitFor()
  const lower = await listTop(page)
  await page.addInitScript({ content: HELD_LIST })
  await page.reload()
  await page.locator('.first-frame').waitFor({ state: 'detached' })
  expect(await page.locator('tr[data-id]').count()).toBe(0)
  expect(await listTop(page)).toBe(lower)
  await page.evaluate('release()')
  await page.locator('tr[data-id]').first().waitFor()
  expect(await listTop(page)).toBe(lower)
  expect(await page.evaluate('shifted()')).toBeLessThan(0.02)
})

test.each([300, 9])('at its very first start a list of %i stands about where it will', async (count) => {
  const server = await startPageServer({ page: pageWithFirstFrame(count) })
  const page = await openMany(browser, server, { count, hash: '#/help' })
  await page.addInitScript({ content: HELD_LIST })
  await page.evaluate(`location.hash = '#/'`)
  await page.reload()
  await page.locator('.first-frame').waitFor({ state: 'detached' })
  const guessed = await listTop(page)
  await page.evaluate('release()')
  await page.locator('tr[data-id]').first().waitFor()
  expect(Math.abs((await listTop(page)) - guessed)).toBeLessThan(100)
})

test('a name in the first frame can be pressed before any script of the page has come', async () => {
  const server = await startPageServer({ page: pageWithFirstFrame(300) })
  const page = await openMany(browser, server, { count: 1, hash: '#/help' })
  const script = Promise.withResolvers<void>()
  await page.route('**/main-*.js', async (route) => {
    await script.promise
    await route.continue()
  })
  await page.evaluate(`location.hash = '#/'`)
  await page.reload({ waitUntil: 'commit' })
  const link = page.locator('.first-frame tbody a').first()
  const name = await link.innerText()
  await link.click()
  expect(await hash(page)).toBe(`#/connections/${name}`)
  script.resolve()
  await page.getByRole('heading', { level: 1, name }).waitFor()
})
