/** A person signs in at a real, certified provider, with a real browser: by the command line, by the page, by device. Rarer ways are in tests/long/pages. */
import { expect, test } from 'vitest'
import { markers } from '../kit/markers.ts'
import { MACHINE_KEY, OAUTH_CLIENTS, OAUTH_SCOPE } from '../kit/oauth/oauth-clients.ts'
import { axeFindings } from '../kit/page/page-axe.ts'
import { openPage, startWholeBrowser } from '../kit/page/page-browser.ts'
import { addConnection, everbearer, startEverbearer } from '../kit/processes/everbearer-process.ts'
import { fileHome } from '../kit/processes/file-home.ts'
import { temporaryHome } from '../kit/processes/temporary-home.ts'
import { until } from '../kit/processes/until.ts'
import { addressIn, agree, entry, isAccepted, oauthServer } from './sign-in-scene.ts'

test('the command line: the browser signs in, and the token is used and renewed by itself', async () => {
  const server = await oauthServer(20)
  const home = await fileHome()
  await addConnection(home, entry(server, OAUTH_CLIENTS.browserPublic))
  expect(await everbearer(home, ['token', 'portal'])).toMatchObject({
    code: 4,
    stderr: expect.stringContaining('everbearer sign-in portal'),
  })
  const agent = startEverbearer(home, ['agent'])
  await agent.ready()
  const signIn = startEverbearer(home, ['sign-in', 'portal', '--no-open'])
  const address = await until('the address', () => addressIn(signIn.stderr()))
  const browser = await startWholeBrowser()

  const page = await openPage(browser, address)
  await agree(page)
  await page.getByRole('heading', { name: 'You are signed in.' }).waitFor()
  expect(await axeFindings(page)).toEqual([])
  expect(await signIn.exited).toMatchObject({ code: 0 })
  expect(signIn.stdout()).toMatch(/^Signed in\. portal is valid until /)

  const first = (await everbearer(home, ['token', 'portal'])).stdout
  expect(await isAccepted(server, first)).toBe(true)
  const renewed = async (): Promise<string> => {
    const { stdout } = await everbearer(home, ['token', 'portal'])
    return stdout === first ? '' : stdout
  }
  const second = await until('a renewal by itself', renewed)
  expect(await isAccepted(server, second)).toBe(true)
  expect(server.record).toMatchObject({ reuseCount: 0, overlaps: 0, revokedGrants: 0, serverErrors: [] })
  const journal = (await everbearer(home, ['journal', 'portal'])).stdout
  expect(journal).toContain('A person signed in.')
  expect(markers({ first: first.trim(), second: second.trim() }).inTree(home.base)).toEqual([])

  const removed = await everbearer(home, ['remove', 'portal', '--yes'])
  expect(removed.stdout).toContain('everbearer restore portal')
  expect(await everbearer(home, ['restore', 'portal'])).toMatchObject({ code: 0 })
  await everbearer(home, ['remove', 'portal', '--yes'])
  agent.kill('SIGTERM')
  await agent.exited
  expect(server.record.revokedGrants).toBe(1)
})

test('by device: the code is typed in another browser, and the command ends with tokens', async () => {
  const server = await oauthServer()
  const home = temporaryHome({ EVERBEARER_VAULT: 'memory' })
  await startEverbearer(home, ['agent']).ready()
  await addConnection(home, entry(server, OAUTH_CLIENTS.devicePublic))
  const signIn = startEverbearer(home, ['sign-in', 'portal'])
  const code = await until('the code', () => /^ {2}([A-Z]{4}-[A-Z]{4})$/m.exec(signIn.stderr())?.[1] ?? '')
  const page = await openPage(await startWholeBrowser(), `${server.issuer}/device`)
  await page.getByRole('textbox').fill(code)
  await page.getByRole('button', { name: 'Go on' }).click()
  await page.getByRole('button', { name: 'Yes' }).click()
  await agree(page)
  await page.getByRole('heading', { name: 'Done' }).waitFor()
  expect(await signIn.exited).toMatchObject({ code: 0 })
  expect(await isAccepted(server, (await everbearer(home, ['token', 'portal'])).stdout)).toBe(true)
})

test('a machine with a key: tested, and its token in use', async () => {
  const server = await oauthServer()
  const home = temporaryHome({ EVERBEARER_VAULT: 'memory' })
  await startEverbearer(home, ['agent']).ready()
  await addConnection(home, entry(server, OAUTH_CLIENTS.machineKey, { privateKey: MACHINE_KEY }))
  const tested = await everbearer(home, ['test', 'portal'])
  expect(tested).toMatchObject({ code: 0, stdout: expect.stringContaining('It accepts the access token.') })
  expect(await isAccepted(server, (await everbearer(home, ['token', 'portal'])).stdout)).toBe(true)
})

test('the page: a form with little more than the issuer, saved, signed in, and its token in use', async () => {
  const server = await oauthServer()
  const home = temporaryHome({ EVERBEARER_VAULT: 'memory' })
  const host = startEverbearer(home, ['serve', '--no-open'])
  const browser = await startWholeBrowser()
  const page = await openPage(browser, await host.ready())
  await page.getByRole('link', { name: 'Add connection' }).click()
  await page.getByRole('radio', { name: 'OAuth 2.0' }).click()
  await page.getByLabel('Begin from').selectOption({ label: 'Keycloak' })
  await page.getByLabel('Base URL').fill(`${server.issuer}/`)
  await page.getByLabel('Client ID').fill(OAUTH_CLIENTS.browserPublic.id)
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText('still holds the word').first().waitFor()
  await page.getByLabel('Issuer').fill(server.issuer)
  await page.getByLabel('Scope').fill(OAUTH_SCOPE.authorization_code)
  await page.getByText('Nothing needs to be pasted').waitFor()
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText('Nobody has signed in for this connection yet').first().waitFor()
  await page.locator('main').getByRole('link', { name: 'Sign in', exact: true }).click()
  await page.getByRole('button', { name: 'Begin', exact: true }).click()
  const link = page.getByRole('link', { name: 'Open the sign-in page' })
  await link.waitFor()
  expect(await axeFindings(page)).toEqual([])

  const tab = await openPage(browser, await link.getAttribute('href'))
  await agree(tab)
  await tab.getByRole('heading', { name: 'You are signed in.' }).waitFor()
  await page.getByText('Signed in.').waitFor()
  await page.getByRole('link', { name: 'See the connection' }).click()
  await page.getByText('Programs get a valid token').waitFor()
  expect(await isAccepted(server, (await everbearer(home, ['token', 'oauth2-browser-public'])).stdout)).toBe(true)
  expect(page.complaints).toEqual([])
})
