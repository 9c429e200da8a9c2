/** What was under way when nobody answered: it is told as it came out, and the page goes on by itself. */
import type { Page } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'
import { fault } from '../../../shared/fault.ts'
import { openPage, startBrowser } from '../../kit/page/page-browser.ts'
import { focusedName, giveFocus } from '../../kit/page/page-focus.ts'
import { type PageServer, startPageServer } from '../../kit/page/page-server.ts'
import { startSignInServer } from '../../kit/page/page-sign-in.ts'
import { paste } from '../../kit/page/paste.ts'
import { until } from '../../kit/processes/until.ts'
import { holdAnswer, loseAnswer } from '../../kit/servers/held-answer.ts'

const browser = await startBrowser(afterAll)

const NAMES = ['north', 'south']

async function startTwo(options: Parameters<typeof startPageServer>[0] = {}): Promise<PageServer> {
  const server = await startPageServer(options)
  for (const name of NAMES)
    await server.add({
      name,
      system: 'draw',
      settings: { baseUrl: 'https://draw.example/', clientId: `Institute ${name}` },
      secrets: { accessToken: `made-up-${name}` },
    })
  return server
}

async function selectBoth(page: Page): Promise<void> {
  await page.evaluate(`location.hash = '#/?state=unknown'`)
  for (const name of NAMES) await page.getByLabel(`Select ${name}`, { exact: true }).check()
}

const bar = (page: Page) => page.getByRole('region', { name: 'Selected connections' })
const work = (page: Page) => page.getByRole('region', { name: 'Work on several connections' })

test('a sign-in whose wait was cut off goes on, and ends as it ends at the server', async () => {
  const server = await startSignInServer()
  const page = await openPage(browser, server.address())
  await page.getByText('portal').first().waitFor()
  await page.evaluate(`location.hash = '#/connections/portal/sign-in'`)
  const cut = await holdAnswer(page, 'signIn.wait', fault('keeper_unresponsive', { pid: 7 }))
  await page.getByRole('button', { name: 'Begin', exact: true }).click()
  await cut.asked
  const again = page.waitForRequest('**/v1/calls/signIn.wait')
  await cut.release()
  expect(await page.getByRole('button', { name: 'Begin again' }).count()).toBe(0)
  await page.getByText('WDJB-MJHT').waitFor()
  await again
})

test('what nobody answered and was done all the same is not told as left undone', async () => {
  const server = await startTwo()
  const page = await openPage(browser, server.address())
  await selectBoth(page)
  const lost = await holdAnswer(page, 'connections.pause', fault('keeper_lost'))
  await bar(page).getByRole('button', { name: 'Pause' }).click()
  await lost.asked
  await lost.release()
  await work(page).getByText('1 of 2 is paused. 1 could not be done.').first().waitFor()

  for (const name of NAMES) await server.keeper.handlers['connections.pause']({ name })
  await work(page).getByText('2 of 2 are paused.', { exact: true }).first().waitFor()
})

test('the focus stays at the selection when its button has nothing left to do', async () => {
  const server = await startTwo()
  const page = await openPage(browser, server.address())
  await selectBoth(page)
  const held = await holdAnswer(page, 'connections.pause')
  await giveFocus(bar(page).getByRole('button', { name: 'Pause' }))
  await page.keyboard.press('Enter')
  await held.asked
  await held.release()
  await work(page).getByText('2 of 2 are paused.').first().waitFor()
  await until('the focus on what is left', async () => (await focusedName(page)) === 'Test')
})

test('what was given to an import and not looked at can be looked at again', async () => {
  const server = await startTwo()
  const page = await openPage(browser, server.address())
  await page.getByText('south').first().waitFor()
  await page.evaluate(`location.hash = '#/import'`)
  const lost = await holdAnswer(page, 'moving.preview', fault('keeper_lost'))
  const text = JSON.stringify({
    name: 'west',
    system: 'draw',
    settings: { baseUrl: 'https://draw.example/', clientId: 'Institute west' },
    secrets: { accessToken: 'made-up-west' },
  })
  await paste(page.getByRole('textbox', { name: 'Or paste its text' }), text)
  await lost.asked
  await lost.release()
  await page.getByRole('button', { name: 'Look again' }).click()
  await page.getByText('west', { exact: true }).first().waitFor()
})

test('a connection that goes while its form is open is told as gone, and can be had back there', async () => {
  const server = await startTwo()
  const page = await openPage(browser, server.address())
  await page.getByText('south').first().waitFor()
  await page.evaluate(`location.hash = '#/connections/south/edit'`)
  const clientId = page.getByRole('textbox', { name: 'Client ID' })
  await clientId.fill('Institute S')
  await page.getByText('One thing to look at.').waitFor()

  await server.keeper.handlers['connections.remove']({ name: 'south' })
  await page.getByText('Removed meanwhile: there is nothing to save this to.').waitFor()
  const told = page.getByRole('alert').filter({ hasText: 'south has been removed meanwhile.' })
  await told.getByRole('button', { name: 'Undo' }).click()
  await page.getByText('One thing to look at.').waitFor()
  await told.waitFor({ state: 'detached' })
  expect(await clientId.inputValue()).toBe('Institute S')
})

test('a test of which nobody told the end gives way to a later one', async () => {
  const server = await startTwo()
  server.ports.http.otherwise(() => ({ json: { status: 'healthy', details: {} } }))
  const page = await openPage(browser, server.address(), { now: server.ports.clock.now() })
  await page.getByText('south').first().waitFor()
  await page.evaluate(`location.hash = '#/connections/south'`)
  const lost = await holdAnswer(page, 'connections.test', fault('keeper_unresponsive', { pid: 7 }))
  await page.getByRole('button', { name: 'Test', exact: true }).click()
  await lost.asked
  await lost.release()
  const card = page.getByRole('region', { name: 'Last test' })
  await card.getByText('does not answer').waitFor()

  await server.ports.clock.advance(1_000)
  await server.keeper.handlers['connections.test']({ name: 'south' })
  await card.getByText('The server was reached.').waitFor()
  expect(await card.getByText('does not answer').count()).toBe(0)
})

test('a setting that was not taken is told beside itself alone', async () => {
  const server = await startTwo()
  const page = await openPage(browser, server.address())
  await page.getByText('south').first().waitFor()
  await page.evaluate(`location.hash = '#/settings'`)
  const lost = await holdAnswer(page, 'settings.set', fault('vault_full'))
  await page.getByRole('switch', { name: 'Renew tokens before anyone asks' }).click()
  await lost.asked
  await lost.release()
  await page.getByText('The vault has no room left.').waitFor()
  expect(await page.locator('[aria-invalid="true"][inputmode="numeric"]').count()).toBe(0)
})

test('of a key whose revoking nobody answered it is found out whether it is revoked', async () => {
  const server = await startTwo()
  const { handlers } = server.keeper
  for (const name of ['uploader', 'viewer']) await handlers['consumers.add']({ name, connections: NAMES })
  const page = await openPage(browser, server.address())
  await page.getByText('south').first().waitFor()
  await page.evaluate(`location.hash = '#/settings'`)
  const dialog = page.getByRole('dialog')
  const revoke = dialog.getByRole('button', { name: 'Revoke', exact: true })
  await page.getByRole('button', { name: 'Revoke the key of uploader' }).click()
  const lost = await holdAnswer(page, 'consumers.revoke', fault('keeper_lost'))
  await revoke.click()
  await lost.asked
  await lost.release()
  await dialog.getByText('It may be done all the same').waitFor()
  await dialog.getByText('and this was not done.').waitFor()
  expect((await handlers['consumers.list']({})).consumers).toHaveLength(2)
  await revoke.click()
  await page.getByRole('alert').filter({ hasText: 'The key of uploader is revoked.' }).waitFor()
  await dialog.waitFor({ state: 'detached' })

  await loseAnswer(page, 'consumers.revoke')
  await page.getByRole('button', { name: 'Revoke the key of viewer' }).click()
  await revoke.click()
  await page.getByRole('alert').filter({ hasText: 'The key of viewer is revoked.' }).waitFor()
  await dialog.waitFor({ state: 'detached' })
  expect((await handlers['consumers.list']({})).consumers).toEqual([])
})

test('a vault of which nobody told that it has moved is told as moved', async () => {
  const server = await startTwo({ ask: async () => true })
  const page = await openPage(browser, server.address())
  await page.getByText('south').first().waitFor()
  await page.evaluate(`location.hash = '#/settings'`)
  await loseAnswer(page, 'vault.move')
  await page.getByRole('button', { name: 'Move to an encrypted file' }).click()
  const dialog = page.getByRole('dialog')
  for (const name of ['New passphrase', 'The same again'])
    await dialog.getByRole('textbox', { name }).fill('made up for this test')
  await dialog.getByRole('button', { name: 'Move', exact: true }).click()
  await page.getByRole('alert').filter({ hasText: 'All secrets are now in an encrypted file.' }).waitFor()
  await dialog.waitFor({ state: 'detached' })
})
