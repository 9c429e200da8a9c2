/** The ways to sign in that are rarer than those of tests/e2e/sign-in.test.ts: from elsewhere, not at all, by a picture. */
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { addressIn, agree, entry, isAccepted, oauthServer } from '../../e2e/sign-in-scene.ts'
import { OAUTH_CLIENTS } from '../../kit/oauth/oauth-clients.ts'
import { axeFindings } from '../../kit/page/page-axe.ts'
import { openPage, startWholeBrowser } from '../../kit/page/page-browser.ts'
import { addConnection, everbearer, startEverbearer } from '../../kit/processes/everbearer-process.ts'
import { fileHome } from '../../kit/processes/file-home.ts'
import { temporaryHome } from '../../kit/processes/temporary-home.ts'
import { until } from '../../kit/processes/until.ts'

/**
 * As on another computer than the one where the command waits. The provider redirects to that address, and a route of
 * playwright's does not see a redirected request: only the protocol's own interception does.
 */
async function nobodyListensAt(page: Page, origin: string): Promise<void> {
  const session = await page.context().newCDPSession(page)
  session.on('Fetch.requestPaused', ({ requestId }) => {
    void session.send('Fetch.failRequest', { requestId, errorReason: 'ConnectionRefused' })
  })
  await session.send('Fetch.enable', { patterns: [{ urlPattern: `${origin}/*` }] })
}

test('over ssh: a browser elsewhere cannot come back, so a person pastes where it was sent to', async () => {
  const server = await oauthServer()
  const home = await fileHome()
  await addConnection(home, entry(server, OAUTH_CLIENTS.browserPublic))
  const signIn = startEverbearer(home, ['sign-in', 'portal', '--no-open'])
  const address = await until('the address', () => addressIn(signIn.stderr()))
  await until('how to paste', () => signIn.stderr().includes('paste the address of that page'))
  const browser = await startWholeBrowser()
  const page = await openPage(browser, address)
  const back = new URL(new URL(address).searchParams.get('redirect_uri') ?? '')
  await nobodyListensAt(page, back.origin)
  const sentTo = page.waitForRequest((request) => request.url().startsWith(`${back.origin}/`))
  await agree(page)
  signIn.say('nonsense of another kind\n')
  await until('a word on what is no answer', () => signIn.stderr().includes('That is no answer to this sign-in'))
  signIn.say(`${(await sentTo).url()}\n`)
  expect(await signIn.exited).toMatchObject({ code: 0 })
  expect(await isAccepted(server, (await everbearer(home, ['token', 'portal'])).stdout)).toBe(true)
  page.mayComplain()
})

test('the command line: a person who says no, and one who gives up', async () => {
  const server = await oauthServer()
  const home = temporaryHome({ EVERBEARER_VAULT: 'memory' })
  await startEverbearer(home, ['agent']).ready()
  await addConnection(home, entry(server, OAUTH_CLIENTS.browserPublic))
  const refused = startEverbearer(home, ['sign-in', 'portal', '--no-open'])
  const page = await openPage(await startWholeBrowser(), await until('the address', () => addressIn(refused.stderr())))
  await page.getByRole('button', { name: 'No' }).click()
  await page.getByRole('heading', { name: 'not granted' }).waitFor()
  expect(await refused.exited).toMatchObject({ code: 4 })
  expect(refused.stderr()).toContain('sign_in_denied')

  const givenUp = startEverbearer(home, ['sign-in', 'portal', '--no-open'])
  await until('the address', () => addressIn(givenUp.stderr()))
  givenUp.kill('SIGINT')
  expect(await givenUp.exited).toMatchObject({ code: 4 })
  expect(givenUp.stderr()).toContain('sign_in_cancelled')
})

test('the page: a device code as letters and as a picture', async () => {
  const server = await oauthServer()
  const home = temporaryHome({ EVERBEARER_VAULT: 'memory' })
  const host = startEverbearer(home, ['serve', '--no-open'])
  const address = await host.ready()
  await addConnection(home, entry(server, OAUTH_CLIENTS.devicePublic))
  const browser = await startWholeBrowser()
  const page = await openPage(browser, address)
  await page.goto(`${new URL(page.url()).origin}/#/connections/portal/sign-in`)
  await page.getByRole('button', { name: 'Begin', exact: true }).click()
  const code = await page.getByText(/^[A-Z]{4}-[A-Z]{4}$/).innerText()
  await page.getByRole('img', { name: 'QR code' }).waitFor()
  expect(await axeFindings(page)).toEqual([])
  const tab = await openPage(browser, `${server.issuer}/device?user_code=${code}`)
  // A code in the address need not be typed: the provider's first page sends itself.
  await tab.getByRole('button', { name: 'Yes' }).click()
  await agree(tab)
  await page.getByText('Signed in.').waitFor()
})
