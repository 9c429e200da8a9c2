import type { Page } from 'playwright-core'
import { afterAll, describe, expect, test } from 'vitest'
import { handClock } from '../../kit/hand-clock.ts'
import { jwt } from '../../kit/jwt.ts'
import { type OpenedPage, openPage, startBrowser } from '../../kit/page/page-browser.ts'
import { giveFocus } from '../../kit/page/page-focus.ts'
import { type PageServer, startPageServer } from '../../kit/page/page-server.ts'
import { watchPage } from '../../kit/page/page-watch.ts'
import { paste } from '../../kit/page/paste.ts'
import { until } from '../../kit/processes/until.ts'

/** The form as a person meets it: what is typed, what is said about it, and what is saved. */

const browser = await startBrowser(afterAll)

const seconds = (): number => Math.floor(Date.now() / 1_000)
const token = (type: string, life = 30 * 86_400, more: object = {}): string =>
  jwt({ token_type: type, client_id: 7, iat: seconds() - 60, exp: seconds() + life, ...more })

/** Names of pages in this file share a server where nothing is saved. */
async function openForm(server: PageServer, hash = '#/add'): Promise<OpenedPage> {
  const page = await openPage(browser, server.address(), { zone: 'Europe/Berlin' })
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.evaluate(`location.hash = '${hash}'`)
  await page.getByRole('button', { name: 'Save', exact: true }).waitFor()
  return page
}

const startServer = (): Promise<PageServer> => startPageServer({ clock: handClock(Date.now()) })

/**
 * docs/systems/draw.md, pitfalls and section 1: each mistake, as it is typed (into the field of that name), and what a person
 * then reads. ACCESS and REFRESH are tokens that live, the others such as have ended; what stands after ; goes into the other token's field.
 */
const MISTAKES = `
Error | Base URL          | https://draw.example/admin/clients/  | This is the address of the server’s admin page.
Look  | Base URL          | https://draw.example/api/            | The base URL already holds /api
Look  | Base URL          | https://draw.recode-with-r.com/      | This is a former address of the server.
Error | Base URL          | http://draw.example/                 | is plain http: anyone on the way could read the token.
Error | Base URL          | draw                                 | Base URL is not a web address.
Error | Base URL          | https://draw.example/?next=/admin/   | Base URL goes on with "?" or "#".
Look  | Client ID         | 7                                    | The client ID is a number.
Look  | Upload endpoint   | /api/upload                          | endpoint does not end in a slash.
Error | Status endpoint   | /api/upload/status/                  | endpoint lacks {task_id}.
Error | Download endpoint | /api/rtstruct/{id}/                  | endpoint has braces that no program fills in.
Error | Access token      | REFRESH; ACCESS                      | Access token and refresh token are in each other’s place.
Error | Access token      | REFRESH                              | A refresh token stands where the access token belongs.
Error | Access token      | ACCESS; OTHER ACCESS                 | An access token stands where the refresh token belongs.
Error | Access token      | opaque-token; opaque-token           | Access token and refresh token are one and the same.
Look  | Access token      | ACCESS                               | There is no refresh token, so this connection cannot renew itself.
Error | Access token      | ENDED ACCESS                         | This access token expired at
Error | Refresh token     | ENDED REFRESH                        | This refresh token expired at
Error | Access token      | half of it other half                | There is a space or a line break inside
Look  | Access token      | Bearer ACCESS                        | The word "Bearer" in front of
Look  | Access token      | "ACCESS"                             | Quotation marks around
`

/** Types what a row says into its field. */
async function typeInto(page: Page, field: string, typed: string): Promise<void> {
  if (field.endsWith('endpoint')) await page.getByRole('button', { name: 'Endpoints and more' }).click()
  const [value = '', other] = typed
    .replace('ENDED ACCESS', () => token('access', -60))
    .replace('ENDED REFRESH', () => token('refresh', -60))
    .replace('OTHER ACCESS', () => token('access', 9_999))
    .replace('ACCESS', () => token('access'))
    .replace('REFRESH', () => token('refresh'))
    .split('; ')
  await page.getByRole('textbox', { name: field, exact: !field.endsWith('token') }).fill(value)
  if (other !== undefined) await page.getByRole('textbox', { name: 'Refresh token' }).fill(other)
}

describe('the known mistakes of DRAW', () => {
  /** A form is as good as a new page, and shown in a fifth of the time. */
  async function openAnew(page: Page): Promise<void> {
    await page.evaluate("location.hash = '#/'")
    await page.getByRole('button', { name: 'Leave' }).click()
    await page.getByRole('heading', { name: 'No connections yet' }).waitFor()
    await page.evaluate("location.hash = '#/add'")
    await page.getByRole('button', { name: 'Save', exact: true }).waitFor()
  }

  test('each is told as an error or a warning, with what to do, in a form of its own', async () => {
    const page = await openForm(await startServer())
    const rows = MISTAKES.trim().split('\n')
    expect(rows).toHaveLength(20)
    for (const row of rows) {
      const [level = '', field = '', typed = '', sentence = ''] = row.split('|').map((cell) => cell.trim())
      const note = page.locator('[data-level]').filter({ hasText: sentence }).first()
      expect(await note.count(), row).toBe(0)
      await typeInto(page, field, typed)
      await note.waitFor()
      const words = await note.innerText()
      expect(words, row).toMatch(new RegExp(`^${level}: .+\\. .+\\.$`))
      // On the page nobody is sent to a terminal.
      expect(words, row).not.toContain('everbearer ')
      const isInvalid = (await page.locator('[aria-invalid="true"]').count()) > 0
      expect(isInvalid, row).toBe(level === 'Error')
      await openAnew(page)
    }
  })

  test('an error stops saving and takes one there; a warning does not', async () => {
    const server = await startServer()
    const page = await openForm(server)
    await page.getByLabel('Client ID').fill('7')
    await page.getByRole('textbox', { name: 'Access token' }).fill(token('refresh'))
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await until('the focus to be on the mistake', async () => {
      return (await page.evaluate('document.activeElement.name')) === 'secrets.accessToken'
    })
    await page.getByRole('textbox', { name: 'Access token' }).fill(token('access'))
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByRole('heading', { name: 'draw-7' }).waitFor()
    const views = await server.keeper.handlers['connections.list']({})
    expect(views.map(({ name, clientId }) => `${name} ${clientId}`)).toEqual(['draw-7 7'])
  })
})

describe('filling in', () => {
  test('nobody is blamed for what they have not come to yet', async () => {
    const page = await openForm(await startServer())
    expect(await page.locator('[aria-invalid="true"]').count()).toBe(0)
    await giveFocus(page.getByLabel('Client ID'))
    await page.keyboard.press('Tab')
    await page.getByText('Client ID is missing.').waitFor()
    expect(await page.locator('[aria-invalid="true"]').count()).toBe(1)
  })

  test('a field that is filled and left at once is never called missing', async () => {
    const page = await openForm(await startServer())
    const blamed = await watchPage(page, '[name="settings.clientId"][aria-invalid="true"]')
    await page.getByLabel('Client ID').fill('Institute A')
    await page.keyboard.press('Tab')
    await page.getByLabel('Base URL').fill('draw')
    await page.getByText('Base URL is not a web address.').waitFor()
    expect(await blamed()).toBe(false)
  })

  test('full addresses are joined rightly whatever is typed, and an endpoint can be set back', async () => {
    const page = await openForm(await startServer())
    const urls = page.getByRole('region', { name: 'What will be called' })
    for (const base of ['https://draw.example', 'https://draw.example/', 'https://draw.example//']) {
      await page.getByLabel('Base URL').fill(base)
      await page.getByRole('button', { name: 'Endpoints and more' }).click()
      await page.getByLabel('Upload endpoint').fill('up//load/')
      await urls.getByText('https://draw.example/up//load/', { exact: true }).waitFor()
      await page.getByRole('button', { name: 'Set Upload endpoint back' }).click()
      // The status endpoint begins with the same words.
      await urls.getByText('https://draw.example/api/upload/', { exact: true }).waitFor()
      await page.getByRole('button', { name: 'Endpoints and more' }).click()
    }
  })

  test('swapped tokens are put right with one press', async () => {
    const server = await startServer()
    const page = await openForm(server)
    await page.getByLabel('Client ID').fill('Institute A')
    await page.getByRole('textbox', { name: 'Access token' }).fill(token('refresh'))
    await page.getByRole('textbox', { name: 'Refresh token' }).fill(token('access'))
    await page.getByRole('button', { name: 'Swap the two' }).click()
    await page.getByText('Nothing stands in the way of saving.').waitFor()
  })

  test('a whole reply in the field of one token is taken apart, and a token without its end is told', async () => {
    const server = await startServer()
    const page = await openForm(server)
    const [access, refresh] = [token('access'), token('refresh')]
    const field = (name: string) => page.getByRole('textbox', { name })
    await field('Refresh token').focus()
    await field('Refresh token').fill(JSON.stringify({ refresh, access }, null, 2))
    await page
      .getByText('Sorted in: Refresh token, Access token.')
      .or(page.getByText('Sorted in: Access token, Refresh token.'))
      .waitFor()
    expect(await field('Access token').inputValue()).toBe(access)
    expect(await field('Refresh token').inputValue()).toBe(refresh)
    await field('Access token').fill('')
    await field('Refresh token').fill(`curl -H 'Authorization: Bearer ${access}' -d refresh_token=${refresh}`)
    await page.getByText('Sorted in: Access token, Refresh token.').waitFor()
    // The words from before may be the same ones.
    await until('the access token in its place', async () => (await field('Access token').inputValue()) === access)
    await until('the refresh token in its place', async () => (await field('Refresh token').inputValue()) === refresh)
    // Where everybody could read it, nothing is made of it.
    await field('Base URL').fill(access)
    await field('Name').fill(access)
    await page.getByText('Name holds what looks like a token').waitFor()
    await page.getByText('Base URL holds what looks like a token').waitFor()
    expect(await page.getByRole('button', { name: 'eyJ' }).count()).toBe(0)
    await field('Access token').fill(access.slice(0, 60))
    await page.getByText('as if it had been cut off while it was copied').waitFor()
    await field('Access token').fill(`{"access_token":"${access}`)
    await page.getByText('nothing that belongs here can be found in it').waitFor()
  })

  test('a file in the place of a token is refused before the browser works on it, and one in the place of a secret or a note too', async () => {
    const page = await openForm(await startServer())
    await page.getByRole('radio', { name: 'OSAIS' }).click()
    const secret = page.getByRole('textbox', { name: 'Client secret' })
    await paste(secret, 'name=value\n'.repeat(200_000))
    await page.getByText('Client secret is longer than it can be').waitFor()
    expect((await secret.inputValue()).length).toBe(65_537)
    await secret.fill('Authorization: Basic bWU6aGlkZGVu')
    await page.getByText('There is more in Client secret than the value').waitFor()
    await page.getByRole('button', { name: 'Empty this field' }).click()
    expect(await secret.inputValue()).toBe('')
    const note = page.getByRole('textbox', { name: 'Note' })
    await paste(note, 'name=value\n'.repeat(6_000))
    await page.getByText('Note is longer than it can be').waitFor()
    expect(await note.inputValue()).toBe('name=value\n'.repeat(6_000).slice(0, 65_537))
  })

  test('a pasted block goes where it belongs and is never readable', async () => {
    const server = await startServer()
    const page = await openForm(server)
    await page.getByLabel('Client ID').fill('Institute A')
    const everything = page.getByLabel('Paste everything at once')
    await paste(everything, `Refresh Token\n${token('refresh')}\nAccess Token\n${token('access')}\nScope: x\n`)
    await page.getByText('Sorted in: Refresh token, Access token.').waitFor()
    await page.getByText('Not used by this system: scope.').waitFor()
    await page.getByText('The access token says itself when it ends').waitFor()
    expect(await everything.inputValue()).toBe('')
    expect(await page.locator('input[type="password"]').count()).toBe(2)
    await page.getByText('Nothing stands in the way of saving.').waitFor()
    await paste(everything, 'Dear colleague')
    await page.getByText('Nothing in it was recognised').waitFor()
  })

  test('an expiry is asked for with its time zone where the token does not say it', async () => {
    const server = await startServer()
    const page = await openForm(server)
    await page.getByLabel('Client ID').fill('Institute A')
    await page.getByRole('textbox', { name: 'Access token' }).fill('opaque-access-token')
    await page.getByLabel('Expiry', { exact: true }).fill('2031-07-21T10:00')
    await page.getByText('That is 2031-07-21 08:00 UTC.').waitFor()
    await page.getByLabel('Time zone of the expiry').selectOption('+05:30')
    await page.getByText('That is 2031-07-21 04:30 UTC.').waitFor()
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByRole('heading', { name: 'draw-institute-a' }).waitFor()
    const [view] = await server.keeper.handlers['connections.list']({})
    expect(view).toMatchObject({ expiresAt: '2031-07-21T04:30:00.000Z', expirySource: 'typed' })
  })

  test('what is not saved is guarded against links, the back button and closing', async () => {
    const server = await startServer()
    const page = await openForm(server)
    await page.getByLabel('Client ID').fill('Institute A')
    await page.getByRole('link', { name: 'Journal' }).click()
    await page.getByRole('button', { name: 'Stay here' }).click()
    // The way back through the history takes its own time.
    await page.waitForURL(/#\/add$/)
    await page.goBack()
    await page.getByRole('button', { name: 'Stay here' }).click()
    await page.waitForURL(/#\/add$/)
    expect(await page.getByLabel('Client ID').inputValue()).toBe('Institute A')
    const asked = page.waitForEvent('dialog')
    await page.close({ runBeforeUnload: true })
    const dialog = await asked
    expect(dialog.type()).toBe('beforeunload')
    await dialog.dismiss()
    await page.getByRole('link', { name: 'Journal' }).click()
    await page.getByRole('button', { name: 'Leave' }).click()
    await page.getByRole('heading', { name: 'Journal' }).waitFor()
  })

  test('a form that was lost with its page says so, once', async () => {
    const server = await startServer()
    const page = await openForm(server)
    const lost = page.getByText('This page was loaded anew.')
    await page.getByLabel('Client ID').fill('Institute A')
    page.once('dialog', (dialog) => void dialog.accept())
    await page.reload()
    await lost.waitFor()
    expect(await page.getByLabel('Client ID').inputValue()).toBe('')
    await page.reload()
    await page.getByLabel('Client ID').waitFor()
    expect(await lost.count()).toBe(0)
    // Who has left it on purpose knows.
    await page.getByLabel('Client ID').fill('Institute A')
    await page.getByRole('link', { name: 'Journal' }).click()
    await page.getByRole('button', { name: 'Leave' }).click()
    await page.getByRole('heading', { name: 'Journal' }).waitFor()
    await page.goBack()
    await page.getByLabel('Client ID').waitFor()
    expect(await lost.count()).toBe(0)
  })

  test('what is typed can be tested before it is saved, stage by stage, spending nothing', async () => {
    const server = await startServer()
    const { http } = server.ports
    const page = await openForm(server)
    await page.getByRole('textbox', { name: 'Base URL' }).fill('https://draw.example/')
    await page.getByRole('textbox', { name: 'Access token' }).fill(token('access'))
    await page.getByRole('textbox', { name: 'Refresh token' }).fill(token('refresh'))
    await page.getByRole('button', { name: 'Test', exact: true }).click()
    await page.getByText('Client ID is missing.').waitFor()
    await page.getByRole('textbox', { name: 'Client ID' }).fill('Institute A')
    await page.getByRole('textbox', { name: 'Name' }).fill('')
    const health = http.hold('/health/')
    const task = http.hold('/status/')
    await page.getByRole('button', { name: 'Test', exact: true }).click()
    await page.getByText('Is there a server of that name?').waitFor()
    health.answer({ json: { status: 'healthy' } })
    await page.getByText('The line is encrypted and the certificate good.').waitFor()
    await page.getByText('Does it accept the access token?').waitFor()
    task.answer({ status: 404, json: {} })
    await page.getByText('It accepts the access token.').waitFor()
    expect(http.requests.map(({ method }) => method)).toEqual(['GET', 'GET'])
    expect(await server.keeper.handlers['connections.list']({})).toEqual([])
    await page.getByRole('link', { name: 'Cancel' }).click()
    await page.getByRole('button', { name: 'Leave' }).click()
    await page.getByRole('heading', { name: 'No connections yet' }).waitFor()
    await page.evaluate(`location.hash = '#/add'`)
    await page.getByRole('heading', { name: 'Add a connection' }).waitFor()
    expect(await page.getByText('Test of what is filled in').count()).toBe(0)
  })

  test('another system brings its own fields', async () => {
    const server = await startServer()
    server.ports.http.otherwise(() => ({ json: { access_token: 'opaque-one', expires_in: 3_600 } }))
    const page = await openForm(server)
    await page.getByRole('radio', { name: 'OAuth 2.0' }).click()
    await page.getByLabel('Base URL').fill('https://api.example/')
    await page.getByLabel('Client ID').fill('Trainer App')
    await page.getByRole('radio', { name: 'The client itself' }).click()
    await page.getByLabel('Token endpoint').fill('/oauth/token')
    await page.getByRole('textbox', { name: 'Client secret' }).fill('a secret, made up')
    await page.getByRole('button', { name: 'Test', exact: true }).click()
    await page.getByText('The token can be renewed').waitFor()
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByRole('heading', { name: 'oauth2-trainer-app' }).waitFor()
  })
})

/** A form at 2 am: nothing is red before anything was done, and what is known to be meant takes one press. */
test('it blames nobody, mends what it can, and never calls a failed test well', async () => {
  const server = await startServer()
  const page = await openForm(server)
  const field = (name: string) => page.getByRole('textbox', { name, exact: true })
  const words = page.locator('[data-stands]')
  expect(await words.innerText()).toBe('Still to fill in: Client ID, Access token, Name.')
  await field('Base URL').fill('http://draw.example/admin/clients')
  const cure = page.getByRole('button', { name: 'Use https://draw.example/' })
  expect(await cure.innerText()).toBe('Use https://draw.example/')
  await cure.click()
  expect(await field('Base URL').inputValue()).toBe('https://draw.example/')
  await until('the focus on it', () => page.evaluate<boolean>(`document.activeElement.name === 'settings.baseUrl'`))
  expect(await page.locator('[aria-invalid="true"]').count()).toBe(0)
  await field('Client ID').fill('Institute A')
  await field('Access token').fill(token('refresh'))
  await page.getByRole('button', { name: 'Move it to Refresh token' }).click()
  await field('Access token').fill('cut in two')
  await page.getByRole('button', { name: 'Take the spaces out' }).click()
  expect(await field('Access token').inputValue()).toBe('cutintwo')
  await field('Access token').fill(token('access', -60))
  await field('Access token').fill(token('access'))
  await field('Name').fill('Ward 3!')
  await page.getByRole('button', { name: 'Use ward-3' }).click()
  await page.getByText('Nothing stands in the way of saving.').waitFor()

  const { http } = server.ports
  http.otherwise(() => ({ status: 401, json: {} }))
  await page.getByRole('button', { name: 'Test', exact: true }).click()
  await page.getByText('The test did not succeed. It can be saved all the same.').waitFor()
  // Beside its button: between the two there is nothing but the words of the bar.
  const [tested, button] = await Promise.all([
    page.getByRole('region', { name: 'Test of what is filled in' }).boundingBox(),
    page.getByRole('button', { name: 'Test', exact: true }).boundingBox(),
  ])
  expect((button?.y ?? 0) - ((tested?.y ?? 0) + (tested?.height ?? 0))).toBeLessThan(40)

  await field('Client ID').fill('Institute B')
  await page.getByText('Changed since it was tested.').waitFor()
  await page.getByText('Nothing stands in the way of saving.').waitFor()
  const seconds = Math.floor(server.ports.clock.now() / 1_000)
  http.otherwise(({ method, url }) => {
    if (method === 'GET') return url.includes('/status/') ? { status: 404, json: {} } : { json: { status: 'healthy' } }
    return {
      json: { access_token: jwt({ exp: seconds + 60 }), refresh_token: token('refresh', 99), expires_in: 9_000 },
    }
  })
  await page.getByRole('button', { name: 'Test', exact: true }).click()
  await page.getByText('Tested: it works as it stands here.').waitFor()
  // What was tested stays tested: the save takes it along, and only with consent is the refresh token spent.
  expect(http.requests.filter(({ method }) => method === 'POST')).toEqual([])
  await page.getByRole('button', { name: 'Save and renew once' }).click()
  await page.getByRole('heading', { name: 'ward-3' }).waitFor()
  await until(
    'it to be renewed',
    async () => (await server.keeper.handlers['connections.get']({ name: 'ward-3' })).generation > 1,
  )
  const view = await server.keeper.handlers['connections.get']({ name: 'ward-3' })
  expect(view.validated).toMatchObject({ tokenAccepted: 'yes', canRenew: 'yes' })
  expect(http.requests.filter(({ method }) => method === 'POST')).toHaveLength(1)
})

test('OAuth asks who, where and as whom, and marks what it truly needs', async () => {
  const page = await openForm(await startServer())
  await page.getByRole('radio', { name: 'OAuth 2.0' }).click()
  const has = (name: string) => page.getByRole('textbox', { name }).count()
  const marked = async () => {
    const labels = await page.locator('label:has([class*="required"])').allInnerTexts()
    return labels.map((label) => label.replace(/\s*\*$/, ''))
  }
  await page.getByRole('region', { name: 'Who gives the first token?' }).waitFor()
  expect(await marked()).toEqual(['Base URL', 'Token endpoint', 'Refresh token', 'Name'])
  await page.getByRole('radio', { name: 'A person, who signs in here' }).click()
  await page.getByText('Nothing needs to be pasted').waitFor()
  expect([await has('Refresh token'), await has('Authorization endpoint')]).toEqual([0, 1])
  await page.getByLabel('Issuer').fill('https://id.example/realms/a')
  await page.getByLabel('Token endpoint').waitFor({ state: 'hidden' })
  expect(await marked()).toEqual(['Base URL', 'Client ID', 'Name'])
  await page.getByRole('radio', { name: 'The client itself' }).click()
  await page.getByLabel('Client authentication').selectOption({ label: 'a signature with its key (private_key_jwt)' })
  await page.getByRole('textbox', { name: 'Private key' }).waitFor()
  expect(await has('Client secret')).toBe(0)
  expect(await marked()).toEqual(['Base URL', 'Client ID', 'Private key', 'Name'])
})

describe('editing', () => {
  async function withOne(): Promise<PageServer> {
    const server = await startServer()
    await server.add({
      name: 'ward-3',
      system: 'draw',
      settings: { baseUrl: 'https://draw.example/', clientId: 'Institute A' },
      secrets: { accessToken: token('access'), refreshToken: token('refresh') },
    })
    return server
  }

  test('a blank secret keeps the old one, and the name can change', async () => {
    const server = await withOne()
    const [before] = await server.keeper.handlers['connections.list']({})
    const page = await openForm(server, '#/connections/ward-3/edit')
    await page.getByText('Leave it blank to keep it.').first().waitFor()
    await page.getByLabel('Max retries').fill('5')
    await page.getByLabel('Name').fill('ward-4')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByRole('heading', { name: 'ward-4' }).waitFor()
    const [after] = await server.keeper.handlers['connections.list']({})
    expect(after).toMatchObject({ name: 'ward-4', maxRetries: 5, secrets: before?.secrets })
  })

  test('a trouble while saving is said, and what was typed stays', async () => {
    const server = await withOne()
    const page = await openForm(server, '#/connections/ward-3/edit')
    await page.getByLabel('Max retries').fill('5')
    server.ports.vault.lock()
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByRole('alert').getByText('The keychain is locked.').waitFor()
    expect(await page.getByLabel('Max retries').inputValue()).toBe('5')
    // However far down the button was pressed.
    const told = page.getByRole('alert').filter({ hasText: 'locked' })
    await until('it in sight', async () => ((await told.boundingBox())?.y ?? -9) > -1)
    await server.ports.vault.unlock()
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByRole('heading', { name: 'ward-3', exact: true }).waitFor()
  })

  test('what was typed stays, whatever becomes of the connection elsewhere', async () => {
    const server = await withOne()
    const { handlers } = server.keeper
    const page = await openForm(server, '#/connections/ward-3/edit')
    const retries = page.getByLabel('Max retries')
    await retries.fill('5')
    await handlers['connections.rename']({ name: 'ward-3', to: 'ward-9' })
    await page.getByRole('heading', { name: 'Edit ward-9' }).waitFor()
    expect(await retries.inputValue()).toBe('5')
    await handlers['connections.remove']({ name: 'ward-9' })
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByRole('alert').getByText('There is no connection').waitFor()
    expect(await retries.inputValue()).toBe('5')
    await handlers['connections.restore']({ name: 'ward-9' })
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByRole('heading', { name: 'ward-9', exact: true }).waitFor()
    expect(await handlers['connections.get']({ name: 'ward-9' })).toMatchObject({ maxRetries: 5 })
  })

  test('removing says what it means, and keeps unless it is meant', async () => {
    const server = await withOne()
    const page = await openPage(browser, server.address())
    await page.getByRole('link', { name: 'ward-3' }).click()
    await page.getByRole('button', { name: 'Actions for ward-3' }).click()
    await page.getByRole('menuitem', { name: 'Remove' }).click()
    // Even for a moment: it is gone because the person wanted it so.
    const blamed = await watchPage(page, 'h1', 'There is no connection')
    const dialog = page.getByRole('dialog', { name: 'Remove ward-3?' })
    await dialog.getByText('For a minute you can take that back').waitFor()
    await dialog.locator('button:focus').waitFor()
    await page.keyboard.press('Enter')
    await dialog.waitFor({ state: 'detached' })
    expect(await server.keeper.handlers['connections.list']({})).toHaveLength(1)
    await page.getByRole('button', { name: 'Actions for ward-3' }).click()
    await page.getByRole('menuitem', { name: 'Remove' }).click()
    await page.getByRole('button', { name: 'Remove it' }).click()
    await page.getByRole('heading', { name: 'No connections yet' }).waitFor()
    expect(await blamed()).toBe(false)
    expect(await server.keeper.handlers['connections.list']({})).toEqual([])
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByRole('link', { name: 'ward-3' }).waitFor()
    expect(await server.keeper.handlers['connections.list']({})).toHaveLength(1)
  })
})
