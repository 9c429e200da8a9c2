/** A page whose own script throws says so; an empty window would leave a person with nothing. */
import { expect, test } from 'vitest'
import { openPage, startBrowser } from '../../kit/page/page-browser.ts'
import { startPageServer } from '../../kit/page/page-server.ts'

const SECRET = 'tok-4f1d8a2b6c7e9035'

test.each([
  ['while it is painted', `Intl.DateTimeFormat = class { constructor() { throw new RangeError('${SECRET}') } }`],
  [
    'before anything is painted',
    `Object.defineProperty(window, 'everbearer', { get() { throw new RangeError('${SECRET}') } })`,
  ],
])('a page that breaks %s says that it did and what is safe, and not what the error said', async (_when, breaks) => {
  const browser = await startBrowser()
  const server = await startPageServer()
  const page = await openPage(browser, null)
  await page.addInitScript(breaks)
  await page.goto(server.address())
  await page.getByRole('heading', { name: 'This page broke' }).waitFor()
  expect(await page.locator('body').innerText()).toMatch(/Tokens are kept fresh all the while/)
  expect(await page.content()).not.toContain(SECRET)
  expect(await page.getByRole('button', { name: 'Open it again' }).isVisible()).toBe(true)
  page.mayComplain()
})
