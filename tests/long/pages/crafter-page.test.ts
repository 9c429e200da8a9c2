/** Crafter Profile from the console's list to a token in use, by the page; by the command line it is in tests/e2e. */
import { expect, test } from 'vitest'
import { markers } from '../../kit/markers.ts'
import { axeFindings, turn } from '../../kit/page/page-axe.ts'
import { openPage, startBrowser } from '../../kit/page/page-browser.ts'
import { addConnection, done, everbearer, startAgent, startEverbearer } from '../../kit/processes/everbearer-process.ts'
import { fileHome } from '../../kit/processes/file-home.ts'
import { temporaryHome } from '../../kit/processes/temporary-home.ts'
import { startCrafterServer } from '../../kit/servers/crafter-server.ts'
import { loseAnswer } from '../../kit/servers/held-answer.ts'

const DAY = 86_400_000

test('the page: the console’s address is caught, a well-known ID is warned of, a tenant is looked for', async () => {
  const server = await startCrafterServer()
  const id = server.add({ tenantPermissions: [{ tenant: 'site1', allowedActions: ['READ_TENANT'] }] })
  const home = temporaryHome({ EVERBEARER_VAULT: 'memory' })
  const host = startEverbearer(home, ['serve', '--no-open'])
  const page = await openPage(await startBrowser(), await host.ready())
  await page.getByRole('link', { name: 'Add connection' }).click()
  await page.getByRole('radio', { name: 'Crafter Profile' }).click()
  await page.getByRole('textbox', { name: 'Base URL' }).fill(`${server.url}-admin`)
  await page.getByText('This is the address of the console, not of the API.').waitFor()
  await page.getByRole('textbox', { name: 'Base URL' }).fill(server.url)
  await page.getByRole('textbox', { name: 'Access token ID' }).fill('e8f5170c-877b-416f-b70f-4b09772f8e2d')
  await page.getByText('the same in every installation in the world').waitFor()
  await page.getByRole('textbox', { name: 'Access token ID' }).fill(id)
  await page.getByRole('textbox', { name: 'Tenant' }).fill('site2')
  await page.getByRole('button', { name: 'Test', exact: true }).click()
  await page.getByText('it may not read this tenant').waitFor()
  await page.getByRole('textbox', { name: 'Tenant' }).fill('site1')
  await page.getByRole('button', { name: 'Test', exact: true }).click()
  await page.getByText('it may not read this tenant').waitFor({ state: 'detached' })
  await page.getByText('It accepts the access token.').waitFor()
  expect(await axeFindings(page)).toEqual([])
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('shop')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByRole('heading', { name: 'shop' }).waitFor()
  expect((await everbearer(home, ['token', 'shop'])).stdout.trim()).toBe(id)
  expect(markers({ id }).inText('page', await page.content())).toEqual([])
})

test('the page: a master’s list, a new token, another in its place, and none; light and dark, wide and narrow', async () => {
  const server = await startCrafterServer()
  const master = server.add({ application: 'desk', master: true, expiresOn: Date.now() + 400 * DAY })
  const engine = server.add({ id: 'b4d44030-d0af-11e3-9c1a-0800200c9a66', application: 'engine' })
  const home = temporaryHome({ EVERBEARER_VAULT: 'memory' })
  const host = startEverbearer(home, ['serve', '--no-open'])
  const browser = await startBrowser()
  const page = await openPage(browser, await host.ready(), { zone: 'Europe/Berlin' })
  const entry = { name: 'desk', system: 'crafter', settings: { baseUrl: server.url }, secrets: { accessToken: master } }
  const added = await everbearer(home, ['add', '--from', '-'], { stdin: JSON.stringify(entry) })
  expect(added).toMatchObject({ code: 0, stderr: '' })
  await page.getByRole('link', { name: 'desk' }).click()
  await page.getByText('is not known yet: test it').waitFor()
  await page.getByRole('button', { name: 'Test', exact: true }).click()
  await page.getByText('This is a master token').waitFor()
  await page.getByRole('link', { name: 'Manage access tokens' }).click()
  await page.getByText('same ID everywhere').waitFor()
  const found = await axeFindings(page)

  await page.getByRole('button', { name: 'New access token' }).click()
  await page.getByRole('button', { name: 'Create' }).click()
  await page.getByText('Application is missing').waitFor()
  await page.getByRole('textbox', { name: 'Application' }).fill('ward shop')
  await page.getByLabel('Last day').fill('2020-01-01')
  await page.getByText('This token would be over on arrival').waitFor()
  await page.getByLabel('Last day').fill('2099-03-01')
  await page.getByText('(Europe/Berlin), that is 2099-03-01 22:59 UTC').waitFor()
  await page.getByRole('button', { name: 'Add a tenant' }).click()
  await page.getByRole('textbox', { name: 'Tenant' }).fill('site1')
  await page.getByRole('checkbox', { name: 'UPDATE_TENANT' }).check()
  await page.getByRole('textbox', { name: 'Connection here' }).fill('shop')
  found.push(...(await axeFindings(page)))
  await page.getByRole('button', { name: 'Create' }).click()
  await page.getByText('its ID is in the vault, as shop').waitFor()
  const id = [...server.tokens.keys()][2] ?? ''
  expect(server.tokens.get(id)).toMatchObject({
    application: 'ward shop',
    expiresOn: Date.parse('2099-03-01T22:59:59.999Z'),
    tenantPermissions: [
      { tenant: 'site1', allowedActions: ['READ_TENANT', 'UPDATE_TENANT', 'MANAGE_PROFILES', 'MANAGE_TICKETS'] },
    ],
  })

  const actions = page.getByRole('button', { name: /^Actions for ward shop/ })
  const choose = async (action: string): Promise<void> => {
    await actions.click()
    await page.getByRole('menuitem', { name: action }).click()
  }
  await choose('Replace')
  await page.getByRole('textbox', { name: 'Application' }).fill('new shop')
  server.refuseCreation(400)
  await page.getByRole('button', { name: 'Replace' }).click()
  await page.getByText('neither the new nor the old one could be made').waitFor()
  await page.getByText('Replacing …').waitFor()
  server.refuseCreation(null)
  const here = page.url()
  await page.goto(here.replace(/#.*/, '#/connections/desk'))
  await page.getByRole('button', { name: 'Actions for desk' }).click()
  await page.getByRole('menuitem', { name: 'Remove' }).click()
  await page.getByText('the only copy of an access token').waitFor()
  await page.getByRole('button', { name: 'Keep it' }).click()
  await page.goto(here)
  await page.getByRole('button', { name: 'Put it back' }).click()
  await page.getByText('as it was.').waitFor()

  await turn(page, 'dark')
  await choose('Details')
  await page.getByRole('dialog').getByText('READ_TENANT, UPDATE_TENANT').waitFor()
  found.push(...(await axeFindings(page)))
  await page.getByRole('button', { name: 'Close' }).last().click()
  await page.setViewportSize({ width: 360, height: 800 })
  await choose('Delete')
  await page.getByText('Connections here that stop working: shop.').waitFor()
  found.push(...(await axeFindings(page)))
  await page.getByRole('button', { name: 'Delete', exact: true }).click()
  // Nothing brings it back, and nobody sits at the terminal that runs this page: the command line is left.
  await page.getByRole('dialog').getByText('Nobody can be asked outside of this page').waitFor()
  await page
    .getByRole('dialog')
    .getByText(/"everbearer crafter delete desk [0-9a-f]{12} --yes"/)
    .waitFor()
  expect([...server.tokens.keys()]).toEqual([master, engine, expect.any(String)])
  await page.getByRole('button', { name: 'Keep it' }).click()
  expect(found).toEqual([])
  expect(markers({ id, master }).inText('page', await page.content())).toEqual([])
})

test('the page: a keeper that is killed under a new token, and answers that are lost, are told as they came out', async () => {
  const server = await startCrafterServer()
  const home = await fileHome()
  const agent = startAgent(home)
  await agent.ready()
  const accessToken = server.add({ application: 'desk', master: true })
  await addConnection(home, {
    name: 'desk',
    system: 'crafter',
    settings: { baseUrl: server.url },
    secrets: { accessToken },
  })
  await done(home, ['test', 'desk'])
  const page = await openPage(await startBrowser(), await startEverbearer(home, ['serve', '--no-open']).ready())
  page.mayComplain()
  await page.getByRole('link', { name: 'desk' }).first().waitFor()
  await page.evaluate(`location.hash = '#/connections/desk/access-tokens'`)
  await page.getByRole('button', { name: 'New access token' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'Application' }).fill('ward shop')
  await dialog.getByLabel('It never ends').check()
  const create = dialog.getByRole('button', { name: 'Create' })
  const isAsked = page.waitForRequest('**/v1/calls/crafter.create')
  agent.kill('SIGSTOP')
  await create.click()
  await isAsked
  agent.kill('SIGKILL')
  // The page's own host keeps from then on, and what was typed still stands there.
  await dialog.getByText('and this was not done.').waitFor()
  expect([...server.tokens.values()].map(({ application }) => application)).toEqual(['desk'])
  expect(await dialog.getByRole('textbox', { name: 'Application' }).inputValue()).toBe('ward shop')

  await loseAnswer(page, 'crafter.create')
  await create.click()
  await page.getByText(/^Created ….{4} for ward shop\./).waitFor()
  await dialog.waitFor({ state: 'detached' })
  expect(server.tokens.size).toBe(2)

  const choose = async (application: string, action: string): Promise<void> => {
    await page.getByRole('button', { name: `Actions for ${application}` }).click()
    await page.getByRole('menuitem', { name: action }).click()
  }
  await choose('ward shop', 'Replace')
  await loseAnswer(page, 'crafter.replace')
  await dialog.getByRole('textbox', { name: 'Application' }).fill('new shop')
  await dialog.getByRole('button', { name: 'Replace' }).click()
  await page.getByText(/^Replaced .* new shop/).waitFor()
  await choose('new shop', 'Make it a connection')
  await loseAnswer(page, 'crafter.adopt')
  await dialog.getByRole('textbox', { name: 'Name' }).fill('shop')
  await dialog.getByRole('button', { name: 'Make it a connection' }).click()
  await page.getByRole('link', { name: 'Open shop' }).waitFor()
})
