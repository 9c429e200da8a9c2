import type { Locator, Page } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'
import { unchosenVault } from '../../../electron/core/vault/unchosen-vault.ts'
import { faultyVault } from '../../kit/faulty-vault.ts'
import { type OpenedPage, openPage, startBrowser } from '../../kit/page/page-browser.ts'
import { startPageServer } from '../../kit/page/page-server.ts'
import { paste } from '../../kit/page/paste.ts'
import { startCrafter } from '../../kit/page/picture-scenes.ts'
import { until } from '../../kit/processes/until.ts'
import { holdAnswer } from '../../kit/servers/held-answer.ts'

/** What is filled in and would have to be thought up or collected again: each way to lose it by a slip asks first. */

const browser = await startBrowser(afterAll)

type Form = {
  readonly open: () => Promise<OpenedPage>
  /** To where it can be filled in, from its screen's address. */
  readonly show: (page: Page) => Promise<unknown>
  /** The first field, and what is typed there. */
  readonly fill: (page: Page) => Promise<unknown>
  readonly filled: (page: Page) => Promise<unknown>
  /** The dialog that it stands in. */
  readonly dialog?: string
}

const DRAW = {
  name: 'ward',
  system: 'draw',
  settings: { baseUrl: 'https://draw.example/', clientId: 'Institute A' },
  secrets: { accessToken: 'made-up' },
}

async function openWard(): Promise<OpenedPage> {
  const server = await startPageServer({ ports: { vault: faultyVault('keychain') } })
  await server.add(DRAW)
  const page = await openPage(browser, server.address())
  await page.getByRole('link', { name: 'ward', exact: true }).first().waitFor()
  return page
}

const go = (page: Page, hash: string) => page.evaluate(`location.hash = '${hash}'`)
const field = (page: Page, name: string) => page.getByRole('textbox', { name, exact: true })

async function openCrafter(): Promise<OpenedPage> {
  const page = await openPage(browser, (await startCrafter()).address())
  await page.getByRole('link', { name: 'profile-admin' }).first().waitFor()
  return page
}

const onlyField = (page: Page) => page.getByRole('dialog').getByRole('textbox')

function typing(box: (page: Page) => Locator, text: string): Pick<Form, 'fill' | 'filled'> {
  return { fill: (page) => box(page).fill(text), filled: (page) => box(page).inputValue() }
}

const FORMS: Readonly<Record<string, Form>> = {
  'a new access token': {
    open: openCrafter,
    dialog: 'New access token',
    async show(page) {
      await go(page, '#/connections/profile-admin/access-tokens')
      await page.getByRole('button', { name: 'New access token' }).click()
    },
    ...typing((page) => field(page, 'Application'), 'night'),
  },
  'a name for a token': {
    open: openCrafter,
    dialog: 'Make …0f3a of newsletter a connection',
    async show(page) {
      await go(page, '#/connections/profile-admin/access-tokens')
      await page.getByRole('button', { name: 'Actions for newsletter …0f3a' }).click()
      await page.getByRole('menuitem', { name: /connection/i }).click()
    },
    ...typing(onlyField, 'letters'),
  },
  tags: {
    open: openWard,
    dialog: 'Tags for 1',
    async show(page) {
      await go(page, '#/?state=valid,unknown')
      await page.getByLabel('Select ward').check()
      await page.getByRole('button', { name: /^Tag/ }).click()
    },
    ...typing(onlyField, 'north'),
  },
  'a new passphrase': {
    open: openWard,
    dialog: 'Move everything to an encrypted file',
    async show(page) {
      await go(page, '#/settings')
      await page.getByRole('button', { name: 'Move to an encrypted file' }).click()
    },
    ...typing((page) => field(page, 'New passphrase'), 'made up for this test'),
  },
  'a pasted file': {
    open: openWard,
    show: (page) => go(page, '#/import'),
    fill: (page) => paste(field(page, 'Or paste its text'), JSON.stringify([{ ...DRAW, name: 'ward-2' }])),
    filled: (page) => page.getByRole('region', { name: 'ward-2' }).innerText(),
  },
  'the passphrase of a vault to be': {
    async open() {
      const vault = Object.assign(faultyVault(), unchosenVault('no_session_bus'))
      return openPage(browser, (await startPageServer({ ports: { vault } })).address())
    },
    show: (page) => field(page, 'New passphrase').waitFor(),
    ...typing((page) => field(page, 'New passphrase'), 'made up for this test'),
  },
}

test.each(Object.entries(FORMS))('%s: asked before it is lost, and told where it was', async (_, form) => {
  const page = await form.open()
  await form.show(page)
  const question = page.getByRole('dialog', { name: 'Leave without saving?' })
  const lost = page.getByText('This page was loaded anew.')
  await form.fill(page)
  const before = await form.filled(page)

  if (form.dialog !== undefined) {
    await page.keyboard.press('Escape')
    await question.waitFor()
    await until('the harmless answer', () => page.evaluate(`document.activeElement.innerText === 'Stay here'`))
    await page.keyboard.press('Escape')
    await question.waitFor({ state: 'detached' })
    expect(await form.filled(page)).toBe(before)
    // A press beside it is no answer.
    await page.mouse.click(5, 5)
  }
  const place = await page.evaluate('history.state.place')
  await page.evaluate(`location.hash = '#/journal'`)
  await question.waitFor()
  await question.getByRole('button', { name: 'Stay here' }).click()
  await question.waitFor({ state: 'detached' })
  expect(await form.filled(page)).toBe(before)
  await until('the way back through the history', () => page.evaluate(`history.state.place === ${place}`))

  const asked = page.waitForEvent('dialog')
  const anew = page.reload()
  const dialog = await asked
  expect(dialog.type()).toBe('beforeunload')
  await dialog.accept()
  await anew
  await lost.waitFor()
  await page.evaluate(`location.hash = '#/journal'`)
  await page.getByRole('heading', { name: 'Journal' }).waitFor()
  expect(await lost.count()).toBe(0)
})

test('a dialog whose work goes on gives the focus back once what opened it is open again', async () => {
  const page = await openWard()
  await FORMS['tags']?.show(page)
  await FORMS['tags']?.fill(page)
  const tagged = await holdAnswer(page, 'connections.edit')
  await page.getByRole('button', { name: 'Save tags' }).click()
  await tagged.asked
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await tagged.release()
  await page.getByText('1 of 1 was tagged.').first().waitFor()
  await until('the focus on what opened it', () => page.evaluate(`document.activeElement.innerText.startsWith('Tag')`))
})

test('a dialog that is left on purpose gives the focus back, and nothing is asked of an empty one', async () => {
  const page = await openWard()
  await FORMS['a new passphrase']?.show(page)
  const dialog = page.getByRole('dialog', { name: 'Move everything to an encrypted file' })
  const opener = () =>
    until('the focus on what opened it', () =>
      page.evaluate(`document.activeElement.innerText === 'Move to an encrypted file'`),
    )
  await dialog.waitFor()
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  await opener()
  await page.keyboard.press('Enter')
  await dialog.waitFor()
  await FORMS['a new passphrase']?.fill(page)
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Leave' }).click()
  await dialog.waitFor({ state: 'detached' })
  await opener()
  // What was typed is gone with it.
  await page.keyboard.press('Enter')
  await dialog.waitFor()
  expect(await FORMS['a new passphrase']?.filled(page)).toBe('')
  page.on('dialog', (asked) => Promise.reject(new Error(asked.message())))
  await page.reload()
  await page.getByRole('heading', { name: 'Settings' }).waitFor()
})
