/** OSAIS from the client's page to a login in use: by the command line, and by the page. */
import { expect, test } from 'vitest'
import { markers } from '../kit/markers.ts'
import { axeFindings } from '../kit/page/page-axe.ts'
import { openPage, startBrowser } from '../kit/page/page-browser.ts'
import { everbearer, startEverbearer } from '../kit/processes/everbearer-process.ts'
import { fileHome } from '../kit/processes/file-home.ts'
import { temporaryHome } from '../kit/processes/temporary-home.ts'
import { type OsaisServer, startOsaisServer } from '../kit/servers/osais-server.ts'

const clientOf = (server: OsaisServer, token: string) =>
  fetch(`${server.url}api/v1/private/client`, { headers: { authorization: `Bearer ${token}` } })

test('the command line: logged in, logged in again, call-backs changed only when told to, and pinged', async () => {
  const server = await startOsaisServer()
  const home = await fileHome()
  const { clientToken, clientSecret } = server.settings
  const entry = (uriNotify: string) => ({
    name: 'lab',
    system: 'osais',
    settings: { baseUrl: server.url, domain: 'myapp.com', uriNotify },
    secrets: { clientToken, clientSecret },
  })
  const wrong = JSON.stringify(entry('myapp.com/notify'))
  expect((await everbearer(home, ['add', '--from', '-'], { stdin: wrong })).stderr).toContain(
    'Notify URI repeats the domain',
  )
  const right = JSON.stringify(entry('public/notify'))
  expect(await everbearer(home, ['add', '--from', '-'], { stdin: right })).toMatchObject({ code: 0, stderr: '' })
  const token = (await everbearer(home, ['token', 'lab'])).stdout.trim()
  expect((await clientOf(server, token)).status).toBe(200)
  expect((await everbearer(home, ['test', 'lab'])).code).toBe(0)
  const shown = JSON.parse((await everbearer(home, ['show', 'lab', '--json'])).stdout) as Record<string, unknown>
  expect(shown).toMatchObject({ state: 'valid', renewal: 'login', learned: { domain: 'old.example' } })
  expect((await everbearer(home, ['callbacks', 'lab'])).stdout).toContain('old.example')
  expect(server.patches).toEqual([])
  expect((await everbearer(home, ['callbacks', 'lab', '--apply'])).code).toBe(0)
  expect(server.patches).toEqual([{ domain: 'myapp.com', uriNotify: 'public/notify' }])
  const ping = await everbearer(home, ['test', 'lab', '--ping'])
  expect([ping.code, ping.stdout]).toEqual([0, expect.stringContaining('calls this client validated, since')])
  expect(server.pings).toHaveLength(1)
  expect(server.logins.length).toBeGreaterThanOrEqual(2)
  expect(markers({ clientToken, clientSecret, token }).inTree(home.base)).toEqual([])
})

test('the page: a slip is caught while typing, a wrong secret is named, then call-backs and ping', async () => {
  const server = await startOsaisServer({ notifyPath: '/v1/private/client' })
  const home = temporaryHome({ EVERBEARER_VAULT: 'memory' })
  const host = startEverbearer(home, ['serve', '--no-open'])
  const page = await openPage(await startBrowser(), await host.ready())
  await page.getByRole('link', { name: 'Add connection' }).click()
  await page.getByRole('radio', { name: 'OSAIS' }).click()
  await page.getByRole('textbox', { name: 'Base URL' }).fill(server.url)
  await page.getByRole('textbox', { name: 'Domain' }).fill('myapp.com')
  await page.getByRole('textbox', { name: 'Notify URI' }).fill('/public/notify')
  await page.getByText('Notify URI begins with a slash').waitFor()
  await page.getByRole('textbox', { name: 'Notify URI' }).fill('public/notify')
  await page.getByRole('textbox', { name: 'Client token' }).fill(server.settings.clientToken)
  await page.getByRole('textbox', { name: 'Client secret' }).fill('copied wrongly')
  await page.getByRole('button', { name: 'Test', exact: true }).click()
  await page.getByText('does not accept its secret').waitFor()
  expect(await axeFindings(page)).toEqual([])
  await page.getByRole('textbox', { name: 'Client secret' }).fill(server.settings.clientSecret)
  await page.getByRole('button', { name: 'Test', exact: true }).click()
  await page.getByText('It accepts the access token.').waitFor()
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('lab')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.locator('[data-state="valid"]').first().waitFor()
  expect(server.tokens()).toContain((await everbearer(home, ['token', 'lab'])).stdout.trim())
  await page.getByRole('heading', { name: 'Call-backs' }).waitFor()
  await page.getByRole('button', { name: 'Compare and change at the server' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('This would be sent').waitFor()
  expect(server.patches).toEqual([])
  expect(await axeFindings(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Send it' }).click()
  await dialog.getByText('cannot change call-backs at /api/v1/private/client/notify').waitFor()
  await dialog.getByRole('button', { name: 'Try /v1/private/client' }).click()
  await dialog.getByText('The server has taken it').waitFor()
  expect(server.client).toMatchObject({ domain: 'myapp.com', uriNotify: 'public/notify', uriUpload: 'u' })
  await dialog.getByRole('button', { name: 'Close' }).last().click()
  await page.getByText('not yet validated').waitFor()
  await page.getByRole('button', { name: 'Ping ...' }).click()
  await dialog.getByText('PNG_transparency_demonstration').waitFor()
  expect(server.pings).toEqual([])
  await dialog.getByRole('button', { name: 'Ping', exact: true }).click()
  await dialog.locator('[data-verdict="yes"]').waitFor()
  expect(await axeFindings(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Close' }).last().click()
  await page.getByText('not yet validated').waitFor({ state: 'detached' })
  const secrets = Object.fromEntries(server.tokens().map((each, index) => [`login ${index}`, each]))
  expect(markers({ ...secrets, secret: server.settings.clientSecret }).inText('page', await page.content())).toEqual([])
})
