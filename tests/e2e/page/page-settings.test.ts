import { readFileSync } from 'node:fs'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { Question } from '../../../electron/doors/consent.ts'
import { FaultError, fault } from '../../../shared/fault.ts'
import { faultyVault } from '../../kit/faulty-vault.ts'
import { handClock } from '../../kit/hand-clock.ts'
import { openPage, startBrowser } from '../../kit/page/page-browser.ts'
import { type PageServer, startPageServer } from '../../kit/page/page-server.ts'
import { watchPage } from '../../kit/page/page-watch.ts'
import { makeWorld, WORLD_BEGINS } from '../../kit/page/page-world.ts'
import { until } from '../../kit/processes/until.ts'
import { holdAnswer, loseAnswer } from '../../kit/servers/held-answer.ts'

/** The quieter screens: settings, doctor, journal, and a vault that is shut. */

const browser = await startBrowser(afterAll)

/** In CSS pixels, from the top left of the window. */
async function middleOf(part: Locator): Promise<readonly [number, number]> {
  const { x, y, width, height } = (await part.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 }
  return [x + width / 2, y + height / 2]
}

/** What was asked outside of the page, and what somebody answers there. */
type Outside = { readonly asked: string[]; yes: boolean }

type World = { readonly server: PageServer; readonly page: Page }
type AtEnd = (clean: () => Promise<void>) => void

async function openWorld(
  hash: string,
  outside: Outside = { asked: [], yes: true },
  atEnd: AtEnd = onTestFinished,
): Promise<World> {
  const ask = async ({ code, params }: Question): Promise<boolean> => {
    outside.asked.push(`${code} ${params['count']}`)
    return outside.yes
  }
  const server = await startPageServer({ clock: handClock(WORLD_BEGINS), ask, atEnd })
  await makeWorld(server)
  const page = await openPage(browser, server.address(), { now: server.ports.clock.now() }, atEnd)
  await page.getByText('Coming up').waitFor()
  await page.evaluate(`location.hash = '${hash}'`)
  return { server, page }
}

describe('settings', () => {
  test('everything moves to an encrypted file once the passphrase was typed twice alike', async () => {
    const outside: Outside = { asked: [], yes: false }
    const { server, page } = await openWorld('#/settings', outside)
    await page.getByRole('button', { name: 'Move to an encrypted file' }).click()
    const dialog = page.getByRole('dialog', { name: 'Move everything to an encrypted file' })
    await dialog.getByRole('textbox', { name: 'New passphrase' }).fill('made up for this test')
    await dialog.getByRole('textbox', { name: 'The same again' }).fill('made up for this')
    await dialog.getByText('The two are not the same.').waitFor()
    expect(await dialog.getByRole('button', { name: 'Move' }).isDisabled()).toBe(true)
    await dialog.getByRole('textbox', { name: 'The same again' }).fill('made up for this test')
    await dialog.getByRole('button', { name: 'Move' }).click()
    await dialog.getByText('Say yes where Everbearer asks, outside of this page').waitFor()
    expect([outside.asked, server.ports.vaults.chosen]).toEqual([['confirm_file 8'], null])
    outside.yes = true
    await dialog.getByRole('button', { name: 'Move' }).click()
    await page.getByText('Secrets are kept in an encrypted file.').waitFor()
    expect(server.ports.vaults.chosen).toBe('file')
    await page.getByText('8 connections are in it.').waitFor()
  })

  test('a move to memory has a red button with the number, and a yes outside of the page', async () => {
    const outside: Outside = { asked: [], yes: false }
    const { server, page } = await openWorld('#/settings', outside)
    await page.getByRole('button', { name: 'Move to memory' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('only a copy made before brings them back').waitFor()
    const red = dialog.getByRole('button', { name: 'Keep 8 connections in memory alone' })
    // Enter presses what is harmless.
    await dialog.locator('button:focus', { hasText: 'Cancel' }).waitFor()
    await red.click()
    await dialog.getByText('Say yes where Everbearer asks, outside of this page').waitFor()
    expect([outside.asked, server.ports.vaults.chosen]).toEqual([['confirm_memory 8'], null])
    outside.yes = true
    await red.click()
    await page.getByText('8 connections are in it.').waitFor()
    await until('the move', () => server.ports.vaults.chosen === 'memory')
  })

  test('a move that fails says why, in the dialog, and nothing has moved', async () => {
    const { server, page } = await openWorld('#/settings')
    server.ports.vaults.others.file.failNext('write', fault('vault_full'))
    await page.getByRole('button', { name: 'Move to an encrypted file' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox', { name: 'New passphrase' }).fill('made up for this test')
    await dialog.getByRole('textbox', { name: 'The same again' }).fill('made up for this test')
    await dialog.getByRole('button', { name: 'Move' }).click()
    await dialog.getByText('The vault has no room left.').waitFor()
    expect(server.ports.vaults.chosen).toBeNull()
  })

  test('the language is chosen, kept, and told to screen readers', async () => {
    const { server, page } = await openWorld('#/settings')
    await page.getByRole('radiogroup', { name: 'Language' }).getByText('English').click()
    await until('the choice to be kept', async () => {
      return (await server.keeper.handlers['settings.get']({})).language === 'en'
    })
    expect(await page.locator('html').getAttribute('lang')).toBe('en')
    const other = await openPage(browser, server.address())
    await other.getByRole('link', { name: 'Settings' }).click()
    await other
      .getByRole('radiogroup', { name: 'Language' })
      .getByRole('radio', { name: 'English', checked: true })
      .waitFor({ state: 'attached' })
  })

  test('a choice made while the kept one is still on its way stands', async () => {
    const { server, page } = await openWorld('#/settings')
    // The page that is there asks again when it hears of a change: its answer would be held, and end with it.
    const [address] = page.url().split('#')
    await page.goto('about:blank')
    await server.keeper.handlers['settings.set']({ key: 'theme', value: 'light' })
    const held = await holdAnswer(page, 'settings.get')
    await page.goto(`${address}#/`)
    await held.asked
    await page.getByRole('link', { name: 'Settings' }).click()
    await page.getByRole('radiogroup', { name: 'Theme' }).getByText('Dark').click()
    await until('the choice to be kept', async () => {
      return (await server.keeper.handlers['settings.get']({})).theme === 'dark'
    })
    await held.release()
    expect(await page.locator('html').getAttribute('data-mantine-color-scheme')).toBe('dark')
  })

  test('programs with a key: who may use what, and a key that is revoked', async () => {
    const { server, page } = await openWorld('#/settings')
    const [name = ''] = (await server.keeper.handlers['connections.list']({})).map((view) => view.name)
    // Nothing to see before the first one; then it is there by itself.
    await page.getByRole('heading', { name: 'Doctor' }).waitFor()
    expect(await page.getByText('Consumers', { exact: true }).count()).toBe(0)
    const { key } = await server.keeper.handlers['consumers.add']({ name: 'uploader', connections: [name] })
    await page.getByText(`${name} · never seen`).waitFor()
    expect(await page.content()).not.toContain(key)
    const asked = { name: 'draw-client', connections: [name], gatewayOnly: true }
    await server.keeper.handlers['consumers.add'](asked)
    await page.getByText(`${name} · through the gateway alone · never seen`).waitFor()
    await server.keeper.handlers['consumers.revoke']({ name: 'draw-client' })
    await page.getByRole('button', { name: 'Revoke the key of uploader' }).click()
    const dialog = page.getByRole('dialog', { name: 'Revoke the key of uploader?' })
    await dialog.getByRole('button', { name: 'Keep it' }).click()
    await dialog.waitFor({ state: 'hidden' })
    expect((await server.keeper.handlers['consumers.list']({})).consumers).toHaveLength(1)
    await page.getByRole('button', { name: 'Revoke the key of uploader' }).click()
    await dialog.getByRole('button', { name: 'Revoke' }).click()
    // Whoever has just done it is told; it is not for those who come later.
    await page.getByText('No program has a key.').waitFor()
    await page.getByRole('alert').filter({ hasText: 'The key of uploader is revoked.' }).waitFor()
    await until('the focus on the heading', () => page.evaluate('document.activeElement.tagName === "H1"'))
    await page.reload()
    await page.getByRole('heading', { name: 'Doctor' }).waitFor()
    expect(await page.getByText('Consumers', { exact: true }).count()).toBe(0)
    expect((await server.keeper.handlers['consumers.list']({})).consumers).toEqual([])
    expect(server.keeper.consumers.holderOf(key)).toBeNull()
  })
})

test('what tells somebody outside of the window is shown as it is set elsewhere', async () => {
  const { server, page } = await openWorld('#/settings')
  await page.getByRole('heading', { name: 'Doctor' }).waitFor()
  await server.keeper.handlers['notify.set']({ webhook: 'https://told.example/hook' })
  await page.getByText('Sends to https://told.example').waitFor()
  await server.keeper.handlers['notify.set']({ webhook: null })
  await page.getByText('Sends to https://told.example').waitFor({ state: 'detached' })
})

describe('the journal', () => {
  test('by connection, troubles alone, and what happens meanwhile', async () => {
    const { server, page } = await openWorld('#/journal')
    await page.getByText('Renewed').first().waitFor()
    await page.getByRole('radiogroup', { name: 'Show' }).getByText('Troubles').click()
    const entries = page.getByRole('main').getByRole('listitem')
    await until('troubles alone', async () => {
      const told = await entries.allInnerTexts()
      return told.length < 6 && told.join().includes('draw-ward-7: The server refused the renewal')
    })
    await page.getByRole('radiogroup', { name: 'Show' }).getByText('All').click()
    await page.getByRole('searchbox', { name: 'Search' }).fill('old-gateway PAUSED')
    await until('what is looked for alone', async () => (await entries.count()) === 1)
    expect(await entries.first().innerText()).toContain('old-gateway: Paused.')
    await page.getByLabel('Until', { exact: true }).fill('2020-01-01')
    await page.getByText('Nothing of this kind is in the journal.').waitFor()
    await page.getByLabel('Until', { exact: true }).fill('')
    await page.getByRole('searchbox', { name: 'Search' }).fill('')
    await page.getByLabel('Connection').selectOption('draw-ward-3')
    await page.getByRole('heading', { name: 'draw-ward-3' }).waitFor()
    await server.keeper.handlers['connections.pause']({ name: 'draw-ward-3' })
    await page.getByText('Paused.').waitFor()
    expect((await entries.first().innerText()).replace(/\s+/g, ' ')).toMatch(/^\d\d:\d\d:\d\d Paused\.$/)
  })

  test('what others did never stands under the name of one, however long the answer takes', async () => {
    const { page } = await openWorld('#/journal')
    await page.getByText('old-gateway: Paused.').waitFor()
    const held = await holdAnswer(page, 'journal.read')
    await page.getByLabel('Connection').selectOption('draw-ward-3')
    await held.asked
    expect(await page.getByRole('heading', { name: 'draw-ward-3' }).count()).toBe(0)
    expect(await page.getByText('old-gateway: Paused.').count()).toBe(1)
    await held.release()
    await page.getByRole('heading', { name: 'draw-ward-3' }).waitFor()
    expect((await page.getByRole('main').getByRole('listitem').allInnerTexts()).join()).not.toContain('Paused.')
  })

  test('the journal of one that is removed gives way to that of all', async () => {
    const { server, page } = await openWorld('#/journal')
    await page.getByLabel('Connection').selectOption('draw-ward-3')
    await page.getByRole('heading', { name: 'draw-ward-3' }).waitFor()
    await server.keeper.handlers['connections.remove']({ name: 'draw-ward-3' })
    await page.getByRole('heading', { name: 'Everything' }).waitFor()
    await page.getByText('old-gateway: Paused.').waitFor()
  })

  test('a journal that cannot be read says why, and is read again with the next entry', async () => {
    const { server, page } = await openWorld('#/settings')
    const { journal } = server.ports
    const { read } = journal
    journal.read = () =>
      Promise.reject(new FaultError(fault('file_unreadable', { why: 'journal', path: 'journal.jsonl' })))
    await page.evaluate("location.hash = '#/journal'")
    const told = page.getByText('The journal cannot be read: journal.jsonl.')
    await told.waitFor()
    await page.getByText('See that it is a file, and that your account may read it.').waitFor()
    journal.read = read
    await server.keeper.handlers['connections.pause']({ name: 'draw-ward-3' })
    await page.getByText('draw-ward-3: Paused.').waitFor()
    expect(await told.count()).toBe(0)
  })
})

describe('a vault that is shut', () => {
  test('is told once, shows the names, and opens from the page', async () => {
    const vault = faultyVault('keychain')
    const clock = handClock(Date.now())
    const before = await startPageServer({ clock, ports: { vault } })
    await before.add({
      name: 'ward-3',
      system: 'oauth2',
      settings: { baseUrl: 'https://api.example/', clientId: 'a', endpoints: { token: '/t' } },
      secrets: { accessToken: 'opaque-access-token' },
    })
    await before.ports.index.flush()
    vault.lock()
    const server = await startPageServer({ clock, ports: { vault, index: before.ports.index } })
    const page = await openPage(browser, server.address())
    await page.getByText('The keychain is locked.').waitFor()
    await page.getByText('not known while the vault is shut').waitFor()
    await page.getByRole('link', { name: 'ward-3' }).click()
    await page.getByText('Nothing more is known of it while the vault is shut.').waitFor()
    await page.getByRole('heading', { name: 'ward-3' }).waitFor()
    await page.getByRole('link', { name: 'Edit' }).click()
    await page.getByRole('heading', { name: 'Edit ward-3' }).waitFor()
    expect(await page.getByRole('textbox').count()).toBe(0)
    await page.getByRole('button', { name: 'Unlock' }).click()
    // Nobody tells that it is open: the dialog finds it out, and goes.
    const dialog = page.getByRole('dialog', { name: 'Unlock the vault' })
    await loseAnswer(page, 'vault.unlock')
    await dialog.getByRole('button', { name: 'Unlock' }).click()
    await dialog.waitFor({ state: 'detached' })
    await page.getByRole('textbox', { name: 'Base URL' }).waitFor()
    expect(await page.getByRole('textbox', { name: 'Base URL' }).inputValue()).toBe('https://api.example/')
  })
})

/** To build a world and open a page on it takes longer than any of these, and none is in another's way. */
describe('one after the other in one world', () => {
  let opened: World
  const world = async (hash: string): Promise<World> => {
    await opened.page.evaluate(`location.hash = '${hash}'`)
    return opened
  }

  beforeAll(async () => {
    const cleaning: (() => Promise<void>)[] = []
    opened = await openWorld('#/', undefined, (clean) => void cleaning.unshift(clean))
    return async () => {
      for (const clean of cleaning) await clean()
    }
  })

  test('the first key leads past the navigation', async () => {
    const { page } = await world('#/')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await until('the focus past it', () => page.evaluate<boolean>(`document.activeElement.tagName === 'MAIN'`))
  })

  test('a command line is copied with one press', async () => {
    const { page } = await world('#/connections/draw-ward-3')
    await page.context().grantPermissions(['clipboard-write'], { origin: new URL(page.url()).origin })
    // It says so for a second only.
    const copied = await watchPage(page, 'button[aria-label="Copied"]')
    await page.getByRole('button', { name: 'Copy: everbearer token draw-ward-3', exact: true }).click()
    await until('the button to say so', copied)
    // The page itself may not look at the clipboard, whatever the browser was told; a person may paste.
    await page.keyboard.press('Control+k')
    const typed = page.getByRole('combobox')
    await typed.press('Control+v')
    await until('what was copied', async () => (await typed.inputValue()) === 'everbearer token draw-ward-3')
    await page.keyboard.press('Escape')
    await typed.waitFor({ state: 'detached' })
  })

  test('the doctor says what is in the way, worst first', async () => {
    const { server, page } = await world('#/settings')
    server.ports.surroundings.findings.push({
      probe: 'socket',
      connection: null,
      level: 'warning',
      fault: fault('socket_folder_unsafe'),
      facts: { path: '/tmp/everbearer' },
    })
    await page.getByRole('button', { name: 'Look now' }).click()
    await page.getByText('1 in the way, 1 worth a look.').waitFor()
    const levels = await page.getByRole('main').getByRole('listitem').allInnerTexts()
    expect(levels.map((words) => words.split(/\s/)[0])).toEqual(['bad', 'look', ...Array(9).fill('good')])
  })

  test('who wants nothing moved sees the wheel in the middle of the button that waits', async () => {
    const { page } = await world('#/settings')
    const held = await holdAnswer(page, 'doctor.run')
    await page.getByRole('button', { name: 'Look now' }).click()
    await held.asked
    const wheel = page.locator('button[data-loading] .mantine-Loader-root')
    await wheel.waitFor()
    const [[x, y], [middle, half]] = [await middleOf(wheel), await middleOf(page.locator('button[data-loading]'))]
    await held.release()
    expect(Math.hypot(x - middle, y - half)).toBeLessThan(2)
  })

  test('what is chosen is seen where the system sets all colours', async () => {
    const { page } = await world('#/settings')
    const chosen = page.locator('.mantine-SegmentedControl-label[data-active]')
    await chosen.first().waitFor()
    await page.emulateMedia({ forcedColors: 'active' })
    const looks =
      await page.evaluate(`['.mantine-Switch-track', 'label[data-active]', 'label:not([data-active])'].map((part) => {
      const { backgroundColor, borderTopWidth } = getComputedStyle(document.querySelector('main ' + part))
      return [backgroundColor, borderTopWidth]
    })`)
    await page.emulateMedia({ forcedColors: 'none' })
    const [[, edge], [active], [other]] = looks as [[string, string], [string, string], [string, string]]
    expect(edge).toBe('1px')
    expect(active).not.toBe(other)
  })

  test('background renewal and the length of the journal', async () => {
    const { server, page } = await world('#/settings')
    const kept = () => server.keeper.handlers['settings.get']({})
    await page.getByRole('switch', { name: 'Renew tokens before anyone asks' }).click()
    await until('the switch to be off', async () => !(await kept()).backgroundRenewal)
    const entries = page.getByRole('textbox', { name: 'Journal entries to keep' })
    await entries.fill('5')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText('out of range').waitFor()
    await entries.fill('500')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await until('the number to be kept', async () => (await kept()).journalEntries === 500)
  })

  test('what was chosen elsewhere meanwhile is taken up at once, and shown as chosen', async () => {
    const { server, page } = await openWorld('#/journal')
    const set = (key: string, value: string) => server.keeper.handlers['settings.set']({ key, value })
    const scheme = () => page.locator('html').getAttribute('data-mantine-color-scheme')
    await set('theme', 'dark')
    await until('the page in dark', async () => (await scheme()) === 'dark')
    await page.evaluate(`location.hash = '#/settings'`)
    await until('it to be shown', () => page.getByRole('radio', { name: 'Dark' }).isChecked())
    await set('theme', 'light')
    await until('the other to be shown', () => page.getByRole('radio', { name: 'Light' }).isChecked())
    await until('the page in light', async () => (await scheme()) === 'light')
    await set('backgroundRenewal', 'off')
    const switched = page.getByRole('switch', { name: 'Renew tokens before anyone asks' })
    await until('the switch to be off', async () => !(await switched.isChecked()))
  })

  test('nothing moves sideways where a scroll bar comes or goes', async () => {
    const { page } = await openWorld('#/settings')
    const devtools = await page.context().newCDPSession(page)
    await devtools.send('Emulation.setScrollbarsHidden', { hidden: false })
    const widthsOf = async (hash: string, heading: string) => {
      await page.evaluate(`location.hash = '${hash}'`)
      await page.locator('h1:focus', { hasText: heading }).waitFor()
      return await page.evaluate<[number, number]>(
        `(({ clientWidth, offsetWidth }) => [clientWidth, offsetWidth])(document.querySelector('main'))`,
      )
    }
    const long = await widthsOf('#/help', 'Help')
    const short = await widthsOf('#/import', 'Import')
    await devtools.detach()
    expect(short).toEqual(long)
    expect(short[0]).toBeLessThan(short[1])
  })

  test('begins at its top, however far down the screen before it was', async () => {
    const { page } = await openWorld('#/help')
    const scrolled = () => page.evaluate(`document.querySelector('main').scrollTop`)
    await page.locator('h1:focus', { hasText: 'Help' }).waitFor()
    await page.evaluate(`document.querySelector('main').scrollTop = 120`)
    expect(await scrolled()).toBe(120)
    await page.evaluate(`location.hash = '#/settings'`)
    await page.locator('h1:focus', { hasText: 'Settings' }).waitFor()
    expect(await scrolled()).toBe(0)
  })

  test('a support file is read before it is saved', async () => {
    const { page } = await world('#/settings')
    await page.getByRole('button', { name: 'Support file' }).click()
    const dialog = page.getByRole('dialog')
    const shown = await dialog.getByRole('region', { name: 'Support file' }).innerText()
    expect(JSON.parse(shown).connections[0]).toMatchObject({ name: 'connection 1', system: 'draw' })
    expect(shown).not.toContain('draw-ward-3')
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      dialog.getByRole('button', { name: 'Save as a file' }).click(),
    ])
    expect(download.suggestedFilename()).toBe('everbearer-support.json')
    expect(readFileSync(await download.path(), 'utf8').trim()).toBe(shown.trim())
  })
})

test('what the site has set is shown, and out of reach', async () => {
  const { server, page } = await openWorld('#/settings')
  const settings = { baseUrl: 'https://draw.site.example/', clientId: 'Institute A', maxRetries: 5 }
  const connections = [{ name: 'of-the-site', system: 'draw', settings, free: ['maxRetries'] }]
  server.ports.siteFiles.lay({ '/etc/everbearer/10.json': { everbearer: 1, contact: 'Ward IT, 4711', connections } })
  await server.ports.clock.settle()
  await page.evaluate(`location.hash = '#/connections/of-the-site'`)
  await page.getByText('Base URL, Client ID (/etc/everbearer/10.json) Ward IT, 4711').waitFor()
  await page.evaluate(`location.hash = '#/connections/of-the-site/edit'`)
  const baseUrl = page.getByRole('textbox', { name: 'Base URL' })
  await baseUrl.waitFor()
  expect(await baseUrl.isDisabled()).toBe(true)
  expect(await page.getByRole('textbox', { name: 'Name', exact: true }).isDisabled()).toBe(true)
  expect(await page.getByRole('textbox', { name: 'Access token' }).isEnabled()).toBe(true)
})
