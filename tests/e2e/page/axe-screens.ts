import type { Browser, Page } from 'playwright-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { handClock } from '../../kit/hand-clock.ts'
import { axeFindings, colourFindings, turn } from '../../kit/page/page-axe.ts'
import { openPage, startBrowser } from '../../kit/page/page-browser.ts'
import { type PageServer, startPageServer } from '../../kit/page/page-server.ts'
import { startSignInServer } from '../../kit/page/page-sign-in.ts'
import { makeWorld, WORLD_BEGINS } from '../../kit/page/page-world.ts'
import { paste } from '../../kit/page/paste.ts'

/** Every screen and every state of one that looks different, each reached as a person reaches it. */
const SCREENS: Readonly<Record<string, (page: Page, go: (hash: string) => Promise<void>) => Promise<unknown>>> = {
  overview: (page) => page.getByText('Coming up').waitFor(),
  async 'overview with a menu open'(page) {
    await page.getByRole('button', { name: 'Actions for draw-ward-3' }).click()
    await page.getByRole('menuitem', { name: 'Remove' }).waitFor()
  },
  async removing(page) {
    await page.getByRole('menuitem', { name: 'Remove' }).click()
    await page.getByRole('dialog', { name: 'Remove draw-ward-3?' }).waitFor()
  },
  async 'form with mistakes'(page, go) {
    await page.keyboard.press('Escape')
    await go('#/add')
    await page.getByLabel('Base URL').fill('https://draw.example/admin/')
    await page.getByLabel('Client ID').fill('7')
    await page.getByRole('button', { name: 'Endpoints and more' }).click()
    await page.getByLabel('Upload endpoint').fill('/up')
    await page.getByLabel('Access token').fill('opaque')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText('This is the address of the server’s admin page').waitFor()
    await page.getByLabel('Time zone').waitFor()
  },
  async 'leaving the form'(page, go) {
    await go('#/')
    await page.getByRole('dialog', { name: 'Leave without saving?' }).waitFor()
  },
  async 'form of another system'(page, go) {
    await page.getByRole('button', { name: 'Leave' }).click()
    await page.getByText('Coming up').waitFor()
    await go('#/add')
    await page.getByRole('radio', { name: 'OAuth 2.0' }).click()
    await page.getByLabel('Token endpoint').waitFor()
  },
  async 'several that are tagged'(page, go) {
    await go('#/?state=valid')
    await page.getByLabel('Select draw-ward-3').check()
    await page.getByRole('button', { name: /^Tag/ }).click()
    await page.getByLabel('Tags to add').fill('north')
    await page.getByRole('button', { name: 'Save tags', disabled: false }).waitFor()
  },
  async 'leaving what is typed in a dialog'(page) {
    await page.keyboard.press('Escape')
    await page.getByRole('dialog', { name: 'Leave without saving?' }).waitFor()
  },
  async 'several that are removed'(page) {
    await page.getByRole('button', { name: 'Leave' }).click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page
      .getByRole('region', { name: 'Selected connections' })
      .getByRole('button', { name: /^Remove/ })
      .click()
    await page.getByRole('dialog', { name: /^Remove/ }).waitFor()
  },
  async 'leaving what was pasted to be imported'(page, go) {
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await go('#/import')
    const settings = { baseUrl: 'https://ward9.example/', clientId: 'Institute D' }
    const field = page.getByRole('textbox', { name: 'Or paste its text' })
    await paste(field, JSON.stringify([{ name: 'draw-ward-9', system: 'draw', settings }]))
    await page.getByRole('region', { name: 'draw-ward-9' }).waitFor()
    await go('#/journal')
    await page.getByRole('dialog', { name: 'Leave without saving?' }).waitFor()
  },
  async editing(page, go) {
    await page.getByRole('button', { name: 'Leave' }).click()
    await page.getByRole('heading', { name: 'Journal' }).waitFor()
    await go('#/connections/draw-ward-7/tokens')
    await page.getByRole('heading', { name: 'Edit draw-ward-7' }).waitFor()
  },
  async 'a connection, tested'(page, go) {
    await go('#/connections/draw-ward-3')
    await page.getByRole('button', { name: 'Test', exact: true }).click()
    await page.getByRole('list', { name: 'What was asked' }).waitFor()
    await page.locator('ul[aria-busy="false"]').waitFor()
  },
  async 'a connection that needs a person'(page, go) {
    await go('#/connections/draw-ward-7')
    await page.getByText('The server refused the renewal').waitFor()
  },
  async journal(page, go) {
    await go('#/journal')
    await page.getByRole('heading', { name: 'Journal' }).waitFor()
    await page.getByText('Renewed').first().waitFor()
  },
  async 'settings, looked at by the doctor'(page, go) {
    await go('#/settings')
    await page.getByRole('button', { name: 'Look now' }).click()
    await page.getByText(/^\d in the way/).waitFor()
  },
  async 'moving the vault'(page) {
    await page.getByRole('button', { name: 'Move to an encrypted file' }).click()
    await page.getByLabel('New passphrase').fill('one')
    await page.getByLabel('The same again').fill('two')
    await page.getByText('not the same').waitFor()
  },
}

/** The screen as it stands, in both schemes. */
async function found(page: Page): Promise<string[]> {
  const findings = [...(await axeFindings(page)), ...(await overflowing(page))]
  await turn(page, 'dark')
  const dark = [...(await colourFindings(page)), ...(await overflowing(page))]
  findings.push(...dark.map((finding) => `dark: ${finding}`))
  await turn(page, 'light')
  return findings
}

/** A page that must be pushed sideways hides something from whoever does not. */
async function overflowing(page: Page): Promise<string[]> {
  const wider: unknown = await page.evaluate(`(() => {
    const main = document.querySelector('main')
    return main.scrollWidth > main.clientWidth ? 'is ' + (main.scrollWidth - main.clientWidth) + ' px too wide' : null
  })()`)
  return typeof wider === 'string' ? [wider] : []
}

/** Every screen at each of these widths, looked at by axe in both schemes. */
export function axeFindsNothingAt(...widths: readonly number[]): void {
  let browser: Browser
  let server: PageServer
  const atEnd: (() => Promise<void>)[] = []

  beforeAll(async () => {
    const clean = (one: () => Promise<void>): void => void atEnd.push(one)
    server = await startPageServer({ clock: handClock(WORLD_BEGINS), atEnd: clean })
    await makeWorld(server)
    browser = await startBrowser(clean)
    return async () => {
      for (const one of atEnd.reverse()) await one()
    }
  })

  describe.each(widths)('axe, light and dark, %i px', (width) => {
    test('finds nothing on any screen', async () => {
      const page = await openPage(browser, server.address(), { width, now: server.ports.clock.now() })
      const go = async (hash: string): Promise<void> => {
        await page.goto(`${new URL(page.url()).origin}/${hash}`)
      }
      const findings: string[] = []
      for (const [name, reach] of Object.entries(SCREENS)) {
        await reach(page, go)
        findings.push(...(await found(page)).map((finding) => `${name}: ${finding}`))
      }
      expect(findings).toEqual([])
    })

    test('finds nothing on the first run, before a shut vault and on a broken line', async () => {
      const empty = await startPageServer({ can: { demo: true } })
      empty.ports.vault.lock()
      const page = await openPage(browser, empty.address(), { width })
      await page.getByText('The keychain is locked').waitFor()
      empty.setKeeper(false)
      await page.getByText('Waiting for the keeper').waitFor()
      expect(await found(page)).toEqual([])
    })

    test('finds nothing while a person signs in', async () => {
      const signing = await startSignInServer()
      const page = await openPage(browser, signing.address(), { width })
      await page.getByText('Nobody has signed in for this connection yet').waitFor()
      await page.getByRole('button', { name: 'Sign in' }).click()
      await page.getByRole('button', { name: 'Begin', exact: true }).click()
      await page.getByText('WDJB-MJHT').waitFor()
      expect(await found(page)).toEqual([])
    })
  })
}
