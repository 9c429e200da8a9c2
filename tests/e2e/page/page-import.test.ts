import { armor } from 'age-encryption'
import type { Page } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'
import { Secret } from '../../../shared/secret.ts'
import { handClock } from '../../kit/hand-clock.ts'
import { jwt } from '../../kit/jwt.ts'
import { axeFindings } from '../../kit/page/page-axe.ts'
import { openPage, startBrowser } from '../../kit/page/page-browser.ts'
import { type PageServer, startPageServer } from '../../kit/page/page-server.ts'
import { watchPage } from '../../kit/page/page-watch.ts'
import { makeWorld, WORLD_BEGINS } from '../../kit/page/page-world.ts'
import { paste } from '../../kit/page/paste.ts'
import { until } from '../../kit/processes/until.ts'
import { holdAnswer } from '../../kit/servers/held-answer.ts'

/** Connections out of a file and settings into one, on the page. */

const browser = await startBrowser(afterAll)

async function openWorld(): Promise<{ server: PageServer; page: Page }> {
  const server = await startPageServer({ clock: handClock(WORLD_BEGINS) })
  await makeWorld(server)
  const page = await openPage(browser, server.address(), { now: server.ports.clock.now() })
  await page.getByText('Coming up').waitFor()
  await page.getByRole('link', { name: 'Settings' }).click()
  return { server, page }
}

const file = (text: string | Uint8Array) => ({
  name: 'ward.json',
  mimeType: 'application/json',
  buffer: Buffer.from(text),
})
const choose = (page: Page, text: string | Uint8Array) => page.locator('input[type=file]').setInputFiles(file(text))

/** The words that tell of it stay for four seconds only. */
async function importOne(page: Page, words: string): Promise<void> {
  const told = await watchPage(page, '[role="alert"]', words)
  await page.getByRole('button', { name: 'Import one connection' }).click()
  await until(words, told)
}

test('what a file would change is shown first, and done only then', async () => {
  const { server, page } = await openWorld()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save all settings as a file' }).click(),
  ])
  expect(download.suggestedFilename()).toBe('everbearer-settings.json')
  await page.getByRole('link', { name: 'Import from a file' }).click()
  await page.getByRole('heading', { name: 'Import from a file' }).waitFor()

  const { text } = await server.keeper.handlers['moving.export']({ names: ['draw-ward-3'] })
  await choose(page, text.replace('"maxRetries": 3', '"maxRetries": 7'))
  await page.getByText('3 → 7').waitFor()
  await page.getByText('the one here is kept').first().waitFor()
  expect(await axeFindings(page)).toEqual([])
  expect(await server.keeper.handlers['connections.get']({ name: 'draw-ward-3' })).toMatchObject({ maxRetries: 3 })
  await importOne(page, 'Imported: 0 new, 1 changed.')
  expect(await server.keeper.handlers['connections.get']({ name: 'draw-ward-3' })).toMatchObject({ maxRetries: 7 })
})

test('what was given last is shown and taken, in whatever order the answers come', async () => {
  const { server, page } = await openWorld()
  await page.getByRole('link', { name: 'Import from a file' }).click()
  await page.getByRole('heading', { name: 'Import from a file' }).waitFor()
  const { text } = await server.keeper.handlers['moving.export']({ names: ['draw-ward-3'] })
  const held = await holdAnswer(page, 'moving.preview')
  await choose(page, text.replace('"maxRetries": 3', '"maxRetries": 7'))
  await held.asked
  await paste(page.getByRole('textbox', { name: 'Or paste' }), text.replace('"maxRetries": 3', '"maxRetries": 8'))
  await page.getByText('3 → 8').waitFor()
  await held.release()
  expect(await page.getByText('3 → 7').count()).toBe(0)
  await importOne(page, 'Imported: 0 new, 1 changed.')
  expect(await server.keeper.handlers['connections.get']({ name: 'draw-ward-3' })).toMatchObject({ maxRetries: 8 })
})

test('a sealed file wants its passphrase, and a file without a system is asked for it', async () => {
  const { server, page } = await openWorld()
  const { handlers } = server.keeper
  const accessToken = jwt({ token_type: 'access', jti: 'on the way', exp: WORLD_BEGINS / 1_000 + 40 * 86_400 })
  await page.getByRole('link', { name: 'Import from a file' }).click()
  await choose(page, `BASE_URL=https://api.example/\nCLIENT_ID=Lab\nCLIENT_SECRET=${'hush '.repeat(3).trim()}`)
  await page.getByText('Nothing in this file says which system it is for.').waitFor()
  await page.getByRole('combobox', { name: 'Which system is it for?' }).click()
  await page.getByRole('option', { name: 'Run:AI' }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill('lab')
  // What is typed and not looked at yet is not what the page shows.
  expect(await page.getByRole('button', { name: 'Import one connection' }).isDisabled()).toBe(true)
  await page.getByRole('button', { name: 'Look again' }).click()
  await page.getByRole('heading', { name: 'lab', exact: true }).first().waitFor()
  expect(await page.content()).not.toContain('hush')

  const settings = { baseUrl: 'https://draw.example/', clientId: 'Lab' }
  const draw = { name: 'taken-along', system: 'draw', settings, secrets: { accessToken } }
  const key = { passphrase: new Secret('made up for this test') }
  const sealed = await server.ports.sealing.seal(new Secret(JSON.stringify(draw)), key)
  // As `age` itself would write it.
  await choose(page, armor.decode(sealed))
  await page.getByText('This file is sealed').waitFor()
  const passphrase = page.getByRole('textbox', { name: 'Passphrase or age identity' })
  await passphrase.fill('another one')
  await page.getByRole('button', { name: 'Open' }).click()
  await page.getByText('does not open the file').waitFor()
  await passphrase.fill('made up for this test')
  await page.getByRole('button', { name: 'Open' }).click()
  await page.getByRole('heading', { name: 'taken-along' }).waitFor()
  await importOne(page, 'Imported: 1 new, 0 changed.')
  expect(await handlers['connections.token']({ name: 'taken-along' })).toMatchObject({ token: accessToken })
  expect(await page.content()).not.toContain(accessToken)
})

test('of a sealed entry that lacks something no secret comes to the page, which says so', async () => {
  const { server, page } = await openWorld()
  const accessToken = jwt({ token_type: 'access', jti: 'sealed', exp: WORLD_BEGINS / 1_000 + 40 * 86_400 })
  const draw = {
    name: 'half',
    system: 'draw',
    settings: { baseUrl: 'https://half.example/' },
    secrets: { accessToken },
  }
  const key = { passphrase: new Secret('made up for this test') }
  const sealed = await server.ports.sealing.seal(new Secret(JSON.stringify(draw)), key)
  await page.getByRole('link', { name: 'Import from a file' }).click()
  await choose(page, armor.decode(sealed))
  await page.getByRole('textbox', { name: 'Passphrase or age identity' }).fill('made up for this test')
  await page.getByRole('button', { name: 'Open' }).click()
  await page.getByRole('button', { name: 'Fill in what is missing' }).click()
  await page.getByText('Still sealed in the file: Access token.').waitFor()
  expect(await page.getByLabel('Base URL').inputValue()).toBe('https://half.example/')
  expect(await page.content()).not.toContain(accessToken)
})

test('what a file of settings alone lacks is filled in in the form, which has the rest', async () => {
  const { server, page } = await openWorld()
  await page.getByRole('link', { name: 'Import from a file' }).click()
  const settings = {
    baseUrl: 'https://new.example/',
    clientId: 'Night',
    scope: 'read',
    extra: { tenant: 'a' },
    endpoints: { token: '/t' },
  }
  const entry = {
    name: 'night-shift',
    system: 'oauth2',
    tags: ['north'],
    note: 'Ask first.',
    settings: { ...settings, grant: 'client_credentials' },
  }
  await choose(page, JSON.stringify(entry))
  await page.getByText('cannot be imported').waitFor()
  await page.getByRole('button', { name: 'Fill in what is missing' }).click()
  await page.getByRole('heading', { name: 'Add a connection' }).waitFor()
  await page.getByLabel('Client secret').fill('made up here')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByRole('heading', { name: 'night-shift', exact: true }).waitFor()
  expect(await server.keeper.handlers['connections.get']({ name: 'night-shift' })).toMatchObject({
    baseUrl: 'https://new.example/',
    clientId: 'Night',
    tags: ['north'],
    note: 'Ask first.',
    endpoints: { token: '/t' },
    own: { scope: 'read', extra: { tenant: 'a' }, grant: 'client_credentials' },
  })
  // The next form begins empty.
  await page.evaluate(`location.hash = '#/add'`)
  await page.getByRole('heading', { name: 'Add a connection' }).waitFor()
  expect(await page.getByLabel('Client ID').inputValue()).toBe('')
})

test('secrets of the file go along into the form', async () => {
  const { server, page } = await openWorld()
  await page.getByRole('link', { name: 'Import from a file' }).click()
  const accessToken = jwt({ token_type: 'access', jti: 'of the file', exp: WORLD_BEGINS / 1_000 + 40 * 86_400 })
  const entry = {
    name: 'ward-12',
    system: 'draw',
    settings: { baseUrl: 'https://new.example/' },
    secrets: { accessToken },
  }
  await choose(page, JSON.stringify(entry))
  await page.getByRole('button', { name: 'Fill in what is missing' }).click()
  await page.getByLabel('Client ID').fill('Ward 12')
  expect(await page.getByLabel('Access token').inputValue()).toBe(accessToken)
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByRole('heading', { name: 'ward-12', exact: true }).waitFor()
  expect(await server.keeper.handlers['connections.token']({ name: 'ward-12' })).toMatchObject({ token: accessToken })
})

test('of many in one file, each takes its own secrets along, also after the others were taken', async () => {
  const { server, page } = await openWorld()
  await page.getByRole('link', { name: 'Import from a file' }).click()
  const token = (jti: string) => jwt({ token_type: 'access', jti, exp: WORLD_BEGINS / 1_000 + 40 * 86_400 })
  const entry = (name: string, clientId: string) => ({
    ...{ name, system: 'draw', settings: { baseUrl: 'https://new.example/', clientId } },
    secrets: { accessToken: token(name) },
  })
  const entries = [entry('ward-12', 'Ward 12'), entry('ward-13', ''), entry('ward-14', '')]
  await choose(page, JSON.stringify(entries))
  await importOne(page, 'Imported: 1 new, 0 changed.')
  await page.getByRole('region', { name: 'ward-14' }).getByRole('button', { name: 'Fill in what is missing' }).click()
  await page.getByLabel('Client ID').fill('Ward 14')
  expect(await page.getByLabel('Access token').inputValue()).toBe(token('ward-14'))
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByRole('heading', { name: 'ward-14', exact: true }).waitFor()
  expect(await server.keeper.handlers['connections.token']({ name: 'ward-14' })).toMatchObject({
    token: token('ward-14'),
  })
})

test('of many, those that cannot be taken stand first, the button stays in sight, and it is said how far it is', async () => {
  const { page } = await openWorld()
  await page.getByRole('link', { name: 'Import from a file' }).click()
  const settings = (n: number) => ({
    baseUrl: n === 70 ? 'nonsense' : 'https://draw.example/',
    clientId: `Institute ${n}`,
  })
  const connections = Array.from({ length: 120 }, (_none, n) => ({
    name: `ward-${n}`,
    system: 'draw',
    settings: settings(n),
    secrets: { accessToken: `made-up-${n}` },
  }))
  await paste(page.getByRole('textbox', { name: 'Or paste its text' }), JSON.stringify(connections))
  const take = page.getByRole('button', { name: 'Import 119 connections' })
  await take.waitFor()
  await page.getByText('119 new · 1 cannot be imported').waitFor()
  expect(await page.getByRole('main').getByRole('heading', { level: 2 }).nth(1).innerText()).toBe('ward-70')
  const { y = -1, height = 0 } = (await take.boundingBox()) ?? {}
  expect([y >= 0, y + height <= 860]).toEqual([true, true])
  const far = await watchPage(page, '[role="status"]', '50 of 120 connections')
  const done = await watchPage(page, '[role="alert"]', 'Imported: 119 new, 0 changed.')
  const held = await holdAnswer(page, 'moving.import')
  await take.click()
  await held.asked
  await page.evaluate(`location.hash = '#/'`)
  await page.getByText('Leave while it is being saved?').waitFor()
  await page.getByRole('button', { name: 'Stay here' }).click()
  await held.release()
  await until('how far it is to be told', far)
  await until('its end to be told', done)
})
