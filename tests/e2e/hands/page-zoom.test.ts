/** Chromium's own zoom at 400 % leaves a usual window 320 by 215 points: what stands fast must not be all that one sees. */
import type { Page } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'
import { openPage, startBrowser } from '../../kit/page/page-browser.ts'
import { startPageServer } from '../../kit/page/page-server.ts'
import { startEight } from '../../kit/page/picture-scenes.ts'

const browser = await startBrowser(afterAll)
const ZOOMED = { width: 320, height: 215 }

/** How much of the window is left for what one came for, in points. */
const roomLeft = (page: Page) =>
  page.evaluate<number>(`(() => {
    const main = document.querySelector('main')
    const stuck = [...main.querySelectorAll('*')].filter((each) => {
      return /sticky|fixed/.test(getComputedStyle(each).position) && each.innerText !== ''
    })
    const tall = stuck.map((each) => each.getBoundingClientRect().height)
    return innerHeight - main.getBoundingClientRect().top - tall.reduce((sum, each) => sum + each, 0)
  })()`)

/** With each press of Tab: what has the focus and is not seen. */
async function hiddenFocus(page: Page, presses: number): Promise<string[]> {
  const found: string[] = []
  for (let press = 0; press < presses; press += 1) {
    await page.keyboard.press('Tab')
    const hidden = await page.evaluate<string | null>(`new Promise((done) => requestAnimationFrame(() => {
      const element = document.activeElement
      if (element === document.body) return done(null)
      const box = element.getBoundingClientRect()
      const [x, y] = [box.left + box.width / 2, box.top + box.height / 2]
      const top = document.elementFromPoint(x, y)
      const isSeen = top !== null && (element.contains(top) || top.contains(element) || top.closest('label')?.control === element)
      done(isSeen ? null : (element.getAttribute('aria-label') ?? element.name ?? '') + ' ' + element.outerHTML.slice(0, 120))
    }))`)
    if (hidden !== null) found.push(hidden)
  }
  return found
}

test('at 400 % more than half of the window is left, and what has the focus is seen', async () => {
  const server = await startEight()
  const page = await openPage(browser, server.address(), { now: server.ports.clock.now() })
  await page.getByText('Coming up').waitFor()
  const found: string[] = []
  const look = async (what: string, presses: number): Promise<void> => {
    await page.setViewportSize(ZOOMED)
    await page.evaluate('new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))')
    const room = await roomLeft(page)
    if (room < ZOOMED.height / 2) found.push(`${what}: ${room} are left`)
    for (const hidden of await hiddenFocus(page, presses)) found.push(`${what}: ${hidden}`)
    await page.setViewportSize({ width: 1280, height: 860 })
  }
  await look('overview', 12)
  await page.evaluate(`location.hash = '#/?state=valid'`)
  await page.getByLabel('Select draw-ward-3').check()
  await page.getByRole('region', { name: 'Selected connections' }).waitFor()
  await look('several selected', 40)
  await page.evaluate(`location.hash = '#/connections/draw-ward-3/edit'`)
  await page.getByRole('heading', { name: 'Edit draw-ward-3' }).waitFor()
  await page.getByLabel('Client ID').focus()
  await look('the form', 14)
  server.setKeeper(false)
  await page.getByText('Waiting for the keeper').waitFor()
  await page.getByLabel('Client ID').focus()
  await look('the keeper is away', 14)
  expect(found).toEqual([])
})

test('the longest name stays on its screen at 400 %', async () => {
  const server = await startPageServer()
  server.ports.http.otherwise(() => ({ status: 503 }))
  const name = `w${'a'.repeat(62)}`
  await server.add({
    name,
    system: 'oauth2',
    settings: {
      baseUrl: `https://${'host'.repeat(12)}.example/${'path'.repeat(40)}`,
      clientId: 'x'.repeat(128),
      grant: 'client_credentials',
      endpoints: { token: '/token' },
    },
    secrets: { clientSecret: 'made-up-secret' },
  })
  const page = await openPage(browser, server.address(), { now: server.ports.clock.now(), ...ZOOMED })
  const found: string[] = []
  for (const hash of ['#/', '#/?state=unknown', `#/connections/${name}`, `#/connections/${name}/edit`, '#/journal']) {
    await page.evaluate(`location.hash = '${hash}'`)
    await page.getByText(name).filter({ visible: true }).first().waitFor()
    const over = await page.evaluate<number>(`(() => {
      const main = document.querySelector('main')
      return main.scrollWidth - main.clientWidth
    })()`)
    if (over > 0) found.push(`${hash}: ${over}`)
  }
  expect(found).toEqual([])
})
