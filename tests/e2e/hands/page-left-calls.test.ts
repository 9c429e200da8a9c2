import type { Page } from 'playwright-core'
import { afterAll, describe, expect, test } from 'vitest'
import type { CallName } from '../../../shared/api/contract/names.ts'
import { fault } from '../../../shared/fault.ts'
import { faultyVault } from '../../kit/faulty-vault.ts'
import { type OpenedPage, openPage, startBrowser } from '../../kit/page/page-browser.ts'
import { startPageServer } from '../../kit/page/page-server.ts'
import { startCrafter } from '../../kit/page/picture-scenes.ts'
import { until } from '../../kit/processes/until.ts'
import { holdAnswer } from '../../kit/servers/held-answer.ts'

/** Whoever leaves a dialog or a screen while its call is under way is told in the corner what came of it, wherever he is by then. */

const browser = await startBrowser(afterAll)
const TROUBLE = fault('vault_full')
const TOLD = 'The vault has no room left.'

const DRAW = {
  system: 'draw',
  settings: { baseUrl: 'https://draw.example/', clientId: 'Institute A' },
  secrets: { accessToken: 'made-up' },
}

const go = (page: Page, hash: string) => page.evaluate(`location.hash = '${hash}'`)
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).last().click()
const corner = (page: Page) => page.getByRole('alert').filter({ hasText: TOLD })

async function openCrafter(): Promise<OpenedPage> {
  const server = await startCrafter()
  await server.keeper.handlers['consumers.add']({ name: 'uploader', connections: ['profile-shop'] })
  return openPage(browser, server.address())
}

async function openWard(): Promise<OpenedPage> {
  const server = await startPageServer({ can: { copyToken: true }, ports: { vault: faultyVault('keychain') } })
  await server.add({ ...DRAW, name: 'ward' })
  return openPage(browser, server.address())
}

async function ofNewsletter(page: Page, item: RegExp): Promise<void> {
  await go(page, '#/connections/profile-admin/access-tokens')
  await page.getByRole('button', { name: 'Actions for newsletter …0f3a' }).click()
  await page.getByRole('menuitem', { name: item }).click()
}

type Left = {
  readonly open: () => Promise<OpenedPage>
  readonly call: CallName
  /** Everything up to the press that makes the call. */
  readonly show: (page: Page) => Promise<unknown>
  readonly button: string
  /** The way out. */
  readonly leave: (page: Page) => Promise<unknown>
}

const cancel = async (page: Page): Promise<void> => {
  await press(page, 'Cancel')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
}
const toJournal = async (page: Page): Promise<void> => {
  await go(page, '#/journal')
  await page.getByRole('heading', { name: 'Journal' }).waitFor()
}

const LEFT: Readonly<Record<string, Left>> = {
  'an access token that is deleted': {
    open: openCrafter,
    call: 'crafter.delete',
    show: (page) => ofNewsletter(page, /^Delete/),
    button: 'Delete',
    leave: (page) => page.keyboard.press('Escape'),
  },
  'one that becomes a connection': {
    open: openCrafter,
    call: 'crafter.adopt',
    async show(page) {
      await ofNewsletter(page, /connection/i)
      await page.getByRole('dialog').getByRole('textbox').fill('letters')
    },
    button: 'Make it a connection',
    leave: cancel,
  },
  'one that is replaced': {
    open: openCrafter,
    call: 'crafter.replace',
    async show(page) {
      await ofNewsletter(page, /^Replace/)
      await page.getByRole('textbox', { name: 'Application' }).fill('letters')
    },
    button: 'Replace',
    leave: cancel,
  },
  'a list of access tokens that is left as a whole': {
    open: openCrafter,
    call: 'crafter.delete',
    show: (page) => ofNewsletter(page, /^Delete/),
    button: 'Delete',
    leave: toJournal,
  },
  'a vault that moves': {
    open: openWard,
    call: 'vault.move',
    async show(page) {
      await go(page, '#/settings')
      await press(page, 'Move to an encrypted file')
      await page.getByRole('textbox', { name: 'New passphrase' }).fill('made up for this test')
      await page.getByRole('textbox', { name: 'The same again' }).fill('made up for this test')
    },
    button: 'Move',
    leave: cancel,
  },
  'a key that is revoked': {
    open: openCrafter,
    call: 'consumers.revoke',
    async show(page) {
      await go(page, '#/settings')
      await page.getByRole('button', { name: 'Revoke the key of uploader' }).click()
    },
    button: 'Revoke',
    leave: toJournal,
  },
  'a support file': {
    open: openWard,
    call: 'support.file',
    show: (page) => go(page, '#/settings'),
    button: 'Support file',
    leave: toJournal,
  },
  'settings that are exported': {
    open: openWard,
    call: 'moving.export',
    async show(page) {
      await go(page, '#/?state=valid,unknown')
      await page.getByLabel('Select ward').check()
    },
    button: 'Export settings',
    leave: toJournal,
  },
}

test.each(Object.entries(LEFT))('%s: its failure is told in the corner', async (_, left) => {
  const page = await left.open()
  await page
    .getByRole('link', { name: /^(ward|profile-admin)$/ })
    .first()
    .waitFor()
  await left.show(page)
  const held = await holdAnswer(page, left.call, TROUBLE)
  await press(page, left.button)
  await held.asked
  await left.leave(page)
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  expect(await corner(page).count()).toBe(0)
  await held.release()
  await corner(page).getByText(/./).first().waitFor()
  // It can be put away, and says so.
  await corner(page).getByRole('button', { name: 'Close' }).click()
  await corner(page).waitFor({ state: 'detached' })
  expect(await page.getByText(TOLD).count()).toBe(0)
})

test('what fails in one dialog does not stand in the next, and what goes well does not shut it', async () => {
  const page = await openCrafter()
  await ofNewsletter(page, /^Delete/)
  const dialog = page.getByRole('dialog')
  const deleted = await holdAnswer(page, 'crafter.delete')
  await press(page, 'Delete')
  await deleted.asked
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Actions for newsletter …0f3a' }).click()
  await page.getByRole('menuitem', { name: 'Details' }).click()
  await dialog.waitFor()
  await deleted.release()
  // Nobody is there who could say yes.
  await page.getByRole('alert').filter({ hasText: 'nothing is deleted yet' }).waitFor()
  expect(await dialog.getByText('nothing is deleted yet').count()).toBe(0)
  expect(await dialog.count()).toBe(1)
})

test('Enter that is held asks once, also where the answer comes meanwhile', async () => {
  const page = await openWard()
  await page.getByRole('link', { name: 'ward', exact: true }).first().waitFor()
  await LEFT['a vault that moves']?.show(page)
  let calls = 0
  page.on('request', (request) => {
    if (request.url().endsWith('/v1/calls/vault.move')) calls += 1
  })
  await page.getByRole('textbox', { name: 'The same again' }).focus()
  await page.keyboard.down('Enter')
  await page.getByRole('dialog').getByText('outside of this page').waitFor()
  for (let repeats = 0; repeats < 5; repeats++) await page.keyboard.down('Enter')
  await page.keyboard.up('Enter')
  await cancel(page)
  expect(calls).toBe(1)
})

describe('a form that is left while it is being saved', () => {
  async function saving(trouble: boolean) {
    const page = await openWard()
    await page.getByRole('link', { name: 'ward', exact: true }).first().waitFor()
    await go(page, '#/add')
    await page.getByRole('textbox', { name: 'Base URL' }).fill('https://draw2.example/')
    await page.getByRole('textbox', { name: 'Client ID' }).fill('Institute B')
    await page.getByRole('textbox', { name: 'Access token' }).fill('opaque-access-token')
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('second')
    const held = await holdAnswer(page, 'connections.add', trouble ? TROUBLE : undefined)
    await press(page, 'Save')
    await held.asked
    return { page, held }
  }

  const leave = async (page: Page): Promise<void> => {
    await page.getByRole('link', { name: 'Journal' }).click()
    await press(page, 'Leave')
    await page.getByRole('heading', { name: 'Journal' }).waitFor()
  }

  test('asks first, and says in the corner what did not come of it', async () => {
    const { page, held } = await saving(true)
    await leave(page)
    await held.release()
    await corner(page).waitFor()
  })

  test('says that it was saved all the same, and takes nobody away from where he is', async () => {
    const { page, held } = await saving(false)
    await leave(page)
    await held.release()
    await page.getByRole('alert').filter({ hasText: 'second was saved' }).waitFor()
    expect(new URL(page.url()).hash).toBe('#/journal')
  })

  test('keeps all that is typed where the person stays and it fails', async () => {
    const { page, held } = await saving(true)
    await page.goBack()
    await press(page, 'Stay here')
    await page.waitForURL(/#\/add$/)
    await held.release()
    await page.getByRole('main').getByText(TOLD).waitFor()
    expect(await page.getByRole('textbox', { name: 'Access token' }).inputValue()).toBe('opaque-access-token')
    await until('the page to ask again', () =>
      page.evaluate(`!dispatchEvent(new Event('beforeunload', { cancelable: true }))`),
    )
  })
})

test('whoever leaves a form or a dialog while it is being saved is asked that, and told what came of it', async () => {
  const page = await openWard()
  await page.getByRole('link', { name: 'ward', exact: true }).waitFor()
  await go(page, '#/connections/ward/edit')
  await page.getByLabel('Client ID').fill('Institute B')
  const saved = await holdAnswer(page, 'connections.edit')
  await press(page, 'Save')
  await saved.asked
  await go(page, '#/journal')
  const question = page.getByRole('dialog', { name: 'Leave while it is being saved?' })
  await question.getByRole('button', { name: 'Leave' }).click()
  await page.getByRole('heading', { name: 'Journal' }).waitFor()
  await saved.release()
  await page.getByText('ward was saved: that was under way already when you left.').waitFor()

  await go(page, '#/settings')
  await press(page, 'Move to an encrypted file')
  await page.getByRole('textbox', { name: 'New passphrase' }).fill('made up for this test')
  await page.getByRole('textbox', { name: 'The same again' }).fill('made up for this test')
  const moved = await holdAnswer(page, 'vault.move', TROUBLE)
  await press(page, 'Move')
  await moved.asked
  await page.keyboard.press('Escape')
  await question.getByRole('button', { name: 'Stay here' }).click()
  await moved.release()
  // Not done by then, it is asked as ever.
  await page.getByRole('dialog').getByText(TOLD).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog', { name: 'Leave without saving?' }).waitFor()
})
