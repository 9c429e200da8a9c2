import type { Locator, Page } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'
import { jwt } from '../../kit/jwt.ts'
import { openPage, startBrowser } from '../../kit/page/page-browser.ts'
import { type PageServer, startPageServer } from '../../kit/page/page-server.ts'
import { until } from '../../kit/processes/until.ts'

/** What goes wrong is told where one looks: beside the button that was pressed, and however far down one is. */

const browser = await startBrowser(afterAll)

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
