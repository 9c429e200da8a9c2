/** Run:AI from the admin page's two strings to a renewed token in use: by the command line, and by the page. */
import { expect, onTestFinished, test } from 'vitest'
import { markers } from '../kit/markers.ts'
import { axeFindings } from '../kit/page/page-axe.ts'
import { openPage, startBrowser } from '../kit/page/page-browser.ts'
import { everbearer, startEverbearer } from '../kit/processes/everbearer-process.ts'
import { fileHome } from '../kit/processes/file-home.ts'
import { temporaryHome } from '../kit/processes/temporary-home.ts'
import { until } from '../kit/processes/until.ts'
import { type RunaiServer, type RunaiSettings, startRunaiServer } from '../kit/servers/runai-server.ts'

async function runaiServer(changes: Partial<RunaiSettings> = {}): Promise<RunaiServer> {
  const server = await startRunaiServer(changes)
  onTestFinished(() => server.stop())
  return server
}

const entry = (server: RunaiServer, secret = server.settings.clientSecret) =>
  JSON.stringify({
    name: 'trainer',
    system: 'runai',
    settings: { baseUrl: server.url, clientId: server.settings.clientId },
    secrets: { clientSecret: secret },
  })

/** The list that the oldest servers have, too. */
const clustersWith = (server: RunaiServer, token: string) =>
  fetch(`${server.url}v1/k8s/clusters`, { headers: { authorization: `Bearer ${token}` } })

test('the command line: an older server, a wrong secret first, then a token in use and renewed', async () => {
  const server = await runaiServer({ generation: 'keycloak' })
  const home = await fileHome()
  const wrong = entry(server, 'a secret copied wrongly')
  expect((await everbearer(home, ['add', '--from', '-'], { stdin: wrong })).code).toBe(0)
  const tested = await everbearer(home, ['test', 'trainer'])
  expect(tested.code).toBe(4)
  expect(tested.stdout + tested.stderr).toContain('does not accept this client ID or client secret')

  const mend = JSON.stringify({ secrets: { clientSecret: server.settings.clientSecret } })
  expect((await everbearer(home, ['edit', 'trainer', '--from', '-'], { stdin: mend })).code).toBe(0)
  const first = await everbearer(home, ['token', 'trainer'])
  expect(first).toMatchObject({ code: 0, stderr: '' })
  expect((await clustersWith(server, first.stdout.trim())).status).toBe(200)
  const second = await until('a renewal that is a wish of its own', async () => {
    expect((await everbearer(home, ['refresh', 'trainer'])).code).toBe(0)
    const { stdout } = await everbearer(home, ['token', 'trainer'])
    return stdout === first.stdout ? '' : stdout.trim()
  })
  expect((await clustersWith(server, second)).status).toBe(200)
  const shown = JSON.parse((await everbearer(home, ['show', 'trainer', '--json'])).stdout) as { learned: object }
  expect(shown.learned).toEqual({ tokenRequest: 'keycloak' })
  const hunt = markers({ secret: server.settings.clientSecret, one: first.stdout.trim(), two: second })
  expect(hunt.inTree(home.base)).toEqual([])
})

test('the page: two strings in, tested before saving, and what is missing at the server said plainly', async () => {
  const server = await runaiServer({ generation: 'client-credentials-v1', tellsLifetime: false, rules: [] })
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
  if (process.env['LOOK']) await page.screenshot({ path: `${process.env['LOOK']}/runai.png`, fullPage: true })
})
