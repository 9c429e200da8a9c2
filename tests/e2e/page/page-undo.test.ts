/** What an edit or an import has replaced, on the page: said, and taken back by keyboard for as long as it can be. */
import { afterAll, expect, test } from 'vitest'
import { handClock } from '../../kit/hand-clock.ts'
import { jwt } from '../../kit/jwt.ts'
import { axeFindings } from '../../kit/page/page-axe.ts'
import { openPage, startBrowser } from '../../kit/page/page-browser.ts'
import { tabTo } from '../../kit/page/page-focus.ts'
import { startPageServer } from '../../kit/page/page-server.ts'
import { paste } from '../../kit/page/paste.ts'
import { until } from '../../kit/processes/until.ts'

const browser = await startBrowser(afterAll)

const seconds = (): number => Math.floor(Date.now() / 1_000)
const token = (type: string, jti: string): string =>
  jwt({ token_type: type, client_id: 7, iat: seconds() - 60, exp: seconds() + 30 * 86_400, jti })

async function openWard(hash: string, ports = {}) {
  const server = await startPageServer({ clock: handClock(Date.now()), ...ports })
  server.ports.http.otherwise(() => ({ status: 503 }))
  const secrets = { accessToken: token('access', '1'), refreshToken: token('refresh', '1') }
  await server.add({
    name: 'ward',
    system: 'draw',
    settings: { baseUrl: 'https://draw.example/', clientId: 'Institute A' },
    secrets,
  })
  // The minute is the keeper's clock's, which stands.
  const page = await openPage(browser, server.address(), { zone: 'UTC', now: server.ports.clock.now() })
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.evaluate(`location.hash = '${hash}'`)
  const view = () => server.keeper.handlers['connections.get']({ name: 'ward' })
  return { server, page, view }
}

test('after an edit: what was replaced is told and said, and one key brings it back', async () => {
  const { server, page, view } = await openWard('#/connections/ward/tokens')
  const before = (await view()).secrets['refreshToken']?.fingerprint
  await page.getByRole('textbox', { name: 'Refresh token' }).fill(token('refresh', '2'))
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  const said = page.getByRole('status').filter({ hasText: 'Saved. Until' })
  await said.waitFor()
  expect(await said.innerText()).toMatch(/^Saved\. Until \d\d:\d\d:\d\d you can undo it, .*: Refresh token\.$/)
  expect((await view()).secrets['refreshToken']?.fingerprint).not.toBe(before)
  const earlier = page.getByText('everbearer restore ward --refresh-token')
  await earlier.waitFor()
  await page.getByText('kept since today').waitFor()
  await earlier.scrollIntoViewIfNeeded()
  expect(await axeFindings(page)).toEqual([])

  const undo = page.getByRole('button', { name: 'Undo' })
  await tabTo(page, 'Undo', 12)
  await page.keyboard.press('Enter')
  await page.getByRole('alert').filter({ hasText: 'Taken back, as it was before: ward.' }).waitFor()
  await undo.waitFor({ state: 'detached' })
  expect((await view()).secrets['refreshToken']?.fingerprint).toBe(before)
  await until('the focus on the heading', () => page.evaluate('document.activeElement.tagName === "H1"'))
  await said.waitFor({ state: 'detached' })
  expect(server.ports.journal.events()).toContain('edit_taken_back')
})

test('once the minute is over nothing is offered, but what is kept still is', async () => {
  const { server, page } = await openWard('#/connections/ward/tokens')
  await page.getByRole('textbox', { name: 'Refresh token' }).fill(token('refresh', '2'))
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  const undo = page.getByRole('button', { name: 'Undo' })
  await undo.waitFor()
  await server.ports.clock.advance(61_000)
  await undo.waitFor({ state: 'detached' })
  await page.getByText('everbearer restore ward --refresh-token').waitFor()
})

test('after an import over what was there: one button takes it back', async () => {
  const { page, view } = await openWard('#/import')
  const before = await view()
  const secrets = { accessToken: token('access', '2'), refreshToken: token('refresh', '2') }
  const settings = { baseUrl: 'https://draw.example/', clientId: 'Institute A', maxRetries: 7 }
  const connections = [{ name: 'ward', system: 'draw', settings, secrets }]
  await paste(
    page.getByRole('textbox', { name: 'Or paste its text' }),
    JSON.stringify({ everbearer: 1, exportedAt: '', connections }),
  )
  await page.getByRole('button', { name: 'Import one connection' }).click()
  const told = page.getByRole('alert').filter({ hasText: 'can be had back for a minute: ward.' })
  await told.waitFor()
  expect((await view()).maxRetries).toBe(7)
  await told.getByRole('button', { name: 'Undo' }).press('Enter')
  await until('it to be as it was', async () => {
    const { maxRetries, secrets: now } = await view()
    return (
      maxRetries === before.maxRetries && now['accessToken']?.fingerprint === before.secrets['accessToken']?.fingerprint
    )
  })
})

test('after all that there were are removed together: the list is gone, and what it said of that is not', async () => {
  const { server, page } = await openWard('#/?state=valid')
  await page.getByLabel('Select ward').check()
  await page.getByRole('button', { name: 'Remove ...' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
  await page.getByRole('heading', { name: 'No connections yet' }).waitFor()
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByRole('link', { name: 'ward', exact: true }).waitFor()
  expect(await server.keeper.handlers['connections.list']({})).toHaveLength(1)
})
