/** Run:AI from the admin page's two strings to a token in use, by the page; by the command line it is in tests/e2e. */
import { expect, test } from 'vitest'
import { markers } from '../../kit/markers.ts'
import { axeFindings } from '../../kit/page/page-axe.ts'
import { openPage, startBrowser } from '../../kit/page/page-browser.ts'
import { everbearer, startEverbearer } from '../../kit/processes/everbearer-process.ts'
import { temporaryHome } from '../../kit/processes/temporary-home.ts'
import { startRunaiServer } from '../../kit/servers/runai-server.ts'

test('the page: two strings in, tested before saving, and what is missing at the server said plainly', async () => {
  const server = await startRunaiServer({ generation: 'client-credentials-v1', tellsLifetime: false, rules: [] })
  const home = temporaryHome({ EVERBEARER_VAULT: 'memory' })
  const host = startEverbearer(home, ['serve', '--no-open'])
  const page = await openPage(await startBrowser(), await host.ready())
  await page.getByRole('link', { name: 'Add connection' }).click()
  await page.getByRole('radio', { name: 'Run:AI' }).click()
  await page.getByRole('textbox', { name: 'Base URL' }).fill(`${server.url}auth/realms/runai`)
  await page.getByText('The base URL goes on into the sign-in pages of a realm.').waitFor()
  await page.getByRole('textbox', { name: 'Base URL' }).fill(server.url)
  await page.getByRole('textbox', { name: 'Client ID' }).fill(server.settings.clientId)
  await page.getByRole('textbox', { name: 'Client secret' }).fill(server.settings.clientId)
  await page.getByText('Client ID and client secret are one and the same.').waitFor()
  await page.getByRole('textbox', { name: 'Client secret' }).fill(server.settings.clientSecret)
  await page.getByRole('button', { name: 'Test', exact: true }).click()
  await page.getByText('this client may do nothing there yet').waitFor()
  expect(await axeFindings(page)).toEqual([])
  server.settings.rules = [{ role: 'Researcher' }]
  await page.getByRole('button', { name: 'Test', exact: true }).click()
  await page.getByText('It accepts the access token.').waitFor()
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByRole('heading', { name: 'runai-trainer-app' }).waitFor()
  await page.locator('[data-state="valid"]').first().waitFor()
  const token = await everbearer(home, ['token', 'runai-trainer-app'])
  expect(server.tokens()).toContain(token.stdout.trim())
  const hunt = markers(Object.fromEntries(server.tokens().map((each, index) => [`token ${index}`, each])))
  expect(hunt.inText('page', await page.content())).toEqual([])
})
