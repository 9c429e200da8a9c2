import type { Locator, Page, Response } from 'playwright-core'
import { expect, onTestFinished } from 'vitest'
import { type DrawServer, startDrawServer } from '../../kit/draw/draw-server.ts'
import { startSecretService } from '../../kit/keyrings/secret-service.ts'
import { markers } from '../../kit/markers.ts'
import { openPage, startWholeBrowser } from '../../kit/page/page-browser.ts'
import { tabTo } from '../../kit/page/page-focus.ts'
import { everbearer, startEverbearer } from '../../kit/processes/everbearer-process.ts'
import { type Home, temporaryHome } from '../../kit/processes/temporary-home.ts'
import { until } from '../../kit/processes/until.ts'

/**
 * The main job, whole, in one file for each way to go through it, so that they wait side by side: a site operator opens the page that `everbearer serve` prints, pastes the pair from the server's
 * pop-up, watches three renewals, reads the token with the command line, and removes the connection. Everything that
 * came to the page is hunted for every token that the server ever issued.
 */

const LIFE_S = 20

export async function keychainHome(): Promise<Home> {
  const keyring = await startSecretService()
  onTestFinished(() => keyring.stop())
  return temporaryHome({ ...keyring.env, EVERBEARER_VAULT: 'keychain' })
}

/** Keeps a copy of what comes along the endless stream of notices, which Playwright cannot give. */
const LISTEN_ALONG = `(() => {
  globalThis.heardNotices = ''
  const { fetch } = globalThis
  globalThis.fetch = async (...asked) => {
    const response = await fetch(...asked)
    if (!String(asked[0]).endsWith('/v1/events') || response.body === null) return response
    const [mine, theirs] = response.body.tee()
    void mine.pipeThrough(new TextDecoderStream()).pipeTo(new WritableStream({
      write: (text) => { globalThis.heardNotices += text },
    })).catch(() => undefined)
    return new Response(theirs, { status: response.status, headers: response.headers })
  }
})()`

/** Opens the page of a host in this home, keeping the body of everything that comes to it. */
async function openServed(home: Home): Promise<{ page: Page; traffic: () => Promise<string> }> {
  const host = startEverbearer(home, ['serve', '--no-open'])
  const address = await host.ready()
  const page = await openPage(await startWholeBrowser(), null)
  const responses: Response[] = []
  page.on('response', (response) => responses.push(response))
  await page.addInitScript(LISTEN_ALONG)
  await page.goto(address)
  await page.getByRole('heading', { name: 'No connections yet' }).waitFor()
  return {
    page,
    async traffic() {
      const whole = responses.filter((response) => !response.url().endsWith('/v1/events'))
      const bodies = await Promise.all(whole.map((response) => response.text()))
      return [...bodies, String(await page.evaluate('heardNotices')), await page.content()].join('\n')
    },
  }
}

/** The first of its tokens lives longer: it is tested before it is saved. */
const popUp = (server: DrawServer): string => {
  const pair = server.issuePair({ accessLifeSeconds: 3 * LIFE_S })
  return `Access Token\n${pair.accessToken}\n\nRefresh Token\n${pair.refreshToken}\n`
}

/** Puts a text on the clipboard of the page alone and pastes it with the keyboard. */
async function pasteByKeyboard(page: Page, text: string): Promise<void> {
  const { origin } = new URL(page.url())
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin })
  await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`)
  await page.keyboard.press('Control+V')
  await page.evaluate(`navigator.clipboard.writeText('')`)
}

async function addByMouse(page: Page, server: DrawServer): Promise<void> {
  await page.getByRole('link', { name: 'Add connection' }).click()
  await page.getByRole('textbox', { name: 'Base URL' }).fill(server.url)
  await page.getByRole('textbox', { name: 'Client ID' }).fill('Institute A')
  await page.getByLabel('Paste everything at once').click()
  await pasteByKeyboard(page, popUp(server))
  await page.getByText('Sorted in: Access token, Refresh token.').waitFor()
  await page.getByRole('button', { name: 'Test', exact: true }).click()
  await page.getByText('It accepts the access token.').waitFor()
  await page.getByRole('button', { name: 'Save', exact: true }).click()
}

async function addByKeyboard(page: Page, server: DrawServer): Promise<void> {
  await tabTo(page, 'Add connection')
  await page.keyboard.press('Enter')
  await page.locator('h1:focus', { hasText: 'Add a connection' }).waitFor()
  await tabTo(page, 'Base URL')
  await page.keyboard.press('Control+A')
  await page.keyboard.type(server.url)
  await tabTo(page, 'Client ID')
  await page.keyboard.type('Institute A')
  await tabTo(page, 'Paste everything at once')
  await pasteByKeyboard(page, popUp(server))
  await page.getByText('Sorted in: Access token, Refresh token.').waitFor()
  await tabTo(page, 'Test')
  await page.keyboard.press('Enter')
  await page.getByText('It accepts the access token.').waitFor()
  await tabTo(page, 'Save')
  await page.keyboard.press('Enter')
}

async function removeByMouse(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Actions for draw-institute-a' }).click()
  await page.getByRole('menuitem', { name: 'Remove' }).click()
  await page.getByRole('button', { name: 'Remove it' }).click()
}

async function removeByKeyboard(page: Page): Promise<void> {
  // The list is one stop of the Tab key; arrows go on within it.
  await tabTo(page, 'draw-institute-a')
  await page.keyboard.press('ArrowRight')
  await tabTo(page, 'Actions for draw-institute-a')
  await page.keyboard.press('Enter')
  await page.locator('[role="menuitem"]:focus').waitFor()
  // From the first item upwards to the last one.
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('Enter')
  await page.getByRole('dialog', { name: 'Remove draw-institute-a?' }).waitFor()
  await tabTo(page, 'Remove it')
  await page.keyboard.press('Enter')
}

/** The two ways of a person's hand through the story. */
export const byMouse: Hand = { add: addByMouse, remove: removeByMouse }
export const byKeyboard: Hand = { add: addByKeyboard, remove: removeByKeyboard }

type Hand = {
  readonly add: (page: Page, server: DrawServer) => Promise<void>
  readonly remove: (page: Page) => Promise<void>
}

/** A run of them is told as one, with how many they are. */
async function renewalsIn(journal: Locator): Promise<number> {
  const told = await journal.getByText(/^Renewed/).allTextContents()
  return told.reduce((count, text) => count + Number(/(\d+) times/.exec(text)?.[1] ?? 1), 0)
}

/** A pasted pair is kept fresh in plain sight, and nothing of it comes back to the page. */
export async function liveTheMainJob(home: Home, { add, remove }: Hand): Promise<void> {
  const server = await startDrawServer({ accessLifeSeconds: LIFE_S })
  const { page, traffic } = await openServed(home)
  await add(page, server)
  await page.getByRole('heading', { name: 'draw-institute-a' }).waitFor()

  const journal = page.getByRole('region', { name: 'Journal' })
  await until('three renewals in the journal', async () => (await renewalsIn(journal)) >= 3, {
    deadlineMs: 15 * LIFE_S * 1_000,
  })
  const printed = await everbearer(home, ['token', 'draw-institute-a'])
  expect(printed.code, printed.stderr).toBe(0)
  expect(server.tokens()).toContain(printed.stdout.trim())
  expect(server.record.reuseCount).toBe(0)

  await page.getByRole('link', { name: /^Overview/ }).click()
  await page.getByRole('heading', { name: 'Your connection works' }).waitFor()
  await remove(page)
  await page.getByRole('heading', { name: 'No connections yet' }).waitFor()
  const left = await everbearer(home, ['list', '--json'])
  expect(left.stdout).not.toContain('draw-institute-a')
  const heard = await traffic()
  expect(heard.match(/"event":"renewed"/g)?.length).toBeGreaterThanOrEqual(3)
  const hunt = markers(Object.fromEntries(server.tokens().map((token, index) => [`token ${index}`, token])))
  expect(hunt.inText('traffic to the page', heard)).toEqual([])
}
