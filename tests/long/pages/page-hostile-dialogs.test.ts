/** The same words through every dialog and menu of the page: each is opened, and held against the same law as the screens. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'
import type { CallName } from '../../../shared/api/contract/names.ts'
import { HOSTILE, hostilePage, troublesIn } from '../../kit/page/hostile-answers.ts'
import { startBrowser } from '../../kit/page/page-browser.ts'
import { until } from '../../kit/processes/until.ts'

const browser = await startBrowser(afterAll)
const WIDTHS = [1280, 360]
const RENDERER = resolve(import.meta.dirname, '..', '..', '..', 'renderer')

type Opening = {
  readonly hash: string
  /** System and vault that it belongs to. */
  readonly system?: string
  readonly vault?: object
  /** Each step a button or an item of a menu; the last opens it. */
  readonly press: readonly (string | RegExp)[]
  readonly before?: (page: Page) => Promise<unknown>
  /** The button of the dialog whose answer it shows as well. */
  readonly answer?: string
}

const WARD = '#/connections/ward'
const CRAFTER = { hash: `${WARD}/access-tokens`, system: 'crafter' }
/** A question that narrows brings up the tools, however few connections there are. */
const SELECTED = { hash: '#/?state=valid', before: (page: Page) => page.getByLabel('Select ward').check() }
const FILE = { kind: 'file', condition: 'open' }

const OPENINGS: Readonly<Record<string, readonly Opening[]>> = {
  'shell/dots-menu.tsx': [
    { hash: WARD, press: ['Actions for ward'] },
    { hash: '#/', press: ['Actions for ward'] },
    { ...CRAFTER, press: [/^Actions for/] },
  ],
  // The frame of most of them.
  'shell/dialog.tsx': [{ hash: '#/settings', press: [/^Revoke/] }],
  'connection/remove-dialog.tsx': [{ hash: WARD, press: ['Actions for ward', 'Remove'] }],
  'connection/callbacks-dialog.tsx': [
    { hash: WARD, system: 'osais', press: [/^Compare and change/], answer: 'Send it' },
  ],
  'connection/testing/ping-dialog.tsx': [{ hash: WARD, system: 'osais', press: ['Ping ...'], answer: 'Ping' }],
  'access-tokens/details-dialog.tsx': [{ ...CRAFTER, press: [/^Actions for/, 'Details'] }],
  'access-tokens/token-dialog.tsx': [
    { ...CRAFTER, press: [/^Actions for/, /^Replace/] },
    { ...CRAFTER, press: ['New access token'] },
  ],
  'access-tokens/adopt-dialog.tsx': [{ ...CRAFTER, press: [/^Actions for/, /connection/i] }],
  'access-tokens/delete-dialog.tsx': [{ ...CRAFTER, press: [/^Actions for/, /^Delete/] }],
  'fleet/revoke-member-dialog.tsx': [
    {
      hash: '#/settings',
      vault: { kind: 'shared', condition: 'open' },
      press: ['Revoke the workstation second'],
    },
  ],
  'leaving/leave-guard.tsx': [
    {
      hash: `${WARD}/edit`,
      system: 'draw',
      press: [],
      before: async (page) => {
        await page.getByLabel('Client ID').fill(HOSTILE)
        await page.evaluate("location.hash = '#/'")
      },
    },
  ],
  'leaving/typed-dialog.tsx': [
    {
      ...SELECTED,
      press: [],
      async before(page) {
        await page.getByLabel('Select ward').check()
        await page.getByRole('button', { name: /^Tag/ }).click()
        await page.getByRole('dialog').getByRole('textbox').first().fill('north')
      },
    },
  ],
  'keyboard/keys-dialog.tsx': [{ hash: '#/', press: [], before: (page) => openByKey(page, '?') }],
  'keyboard/palette.tsx': [{ hash: '#/', press: [], before: (page) => openByKey(page, 'Control+k') }],
  'overview/together/remove-many-dialog.tsx': [{ ...SELECTED, press: ['Remove'] }],
  'overview/together/tag-dialog.tsx': [{ ...SELECTED, press: [/^Tag/] }],
  'shell/unlock-dialog.tsx': [
    { hash: '#/settings', vault: { kind: 'file', condition: 'passphrase-needed', why: 'x' }, press: ['Unlock'] },
    { hash: '#/settings', vault: { kind: 'keychain', condition: 'locked' }, press: ['Unlock'] },
  ],
  'settings/revoke-dialog.tsx': [{ hash: '#/settings', press: [/^Revoke/] }],
  'settings/passphrase-dialog.tsx': [{ hash: '#/settings', vault: FILE, press: [/passphrase/i] }],
  'settings/move-dialog.tsx': [
    { hash: '#/settings', vault: FILE, press: [/memory/i] },
    { hash: '#/settings', vault: { kind: 'keychain', condition: 'open' }, press: [/file/i] },
  ],
  'settings/support-file.tsx': [{ hash: '#/settings', press: [/support file/i] }],
}

test('every file of the page that has a dialog or a menu is in the walk', () => {
  const files = readdirSync(RENDERER, { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile() && each.name.endsWith('.tsx'))
    .map((each) => join(each.parentPath, each.name))
    .filter((file) =>
      /<((?:Typed)?(?:Modal|Dialog)|Menu(?!\.)|Drawer|Popover|HoverCard)\b/.test(readFileSync(file, 'utf8')),
    )
  expect(files.map((file) => relative(RENDERER, file)).sort()).toEqual(Object.keys(OPENINGS).sort())
})

const opened = Object.entries(OPENINGS).flatMap(([file, each]) => each.map((opening, at) => ({ file, at, ...opening })))

/** A dialog is looked at in both widths; a menu stands beside its button, which is another one where there is less room. */
const looks = opened.flatMap((each) =>
  each.file.includes('menu') ? WIDTHS.map((width) => ({ ...each, widths: [width] })) : [{ ...each, widths: WIDTHS }],
)

test.each(looks)('$file $at, $widths wide', async ({ file, widths, ...opening }) => {
  const bent = (name: CallName, answer: unknown): unknown => bend(opening, name, answer)
  const page = await hostilePage(browser, { width: widths[0] ?? 0, turn: 0, bent })
  await page.evaluate(`location.hash = ${JSON.stringify(opening.hash)}`)
  await page.getByRole('heading', { level: 1 }).first().waitFor()
  await opening.before?.(page)
  for (const name of opening.press) {
    const pressed = page.getByRole('button', { name }).or(page.getByRole('menuitem', { name }))
    await pressed.filter({ visible: true }).last().click()
  }
  const shown = page.getByRole(file.includes('menu') ? 'menu' : 'dialog')
  await shown.waitFor()
  const found = await troublesAt(widths, page, file)
  if (opening.answer !== undefined) {
    await shown.getByRole('button', { name: opening.answer }).click()
    await shown.getByRole('status').getByText(/./).first().waitFor()
    found.push(...(await troublesAt(widths, page, `${file}, answered`)))
  }
  // What closes when the window changes was not looked at in its other width.
  await shown.waitFor()
  expect(found).toEqual([])
  if (opening.press.length > 0 && !file.includes('menu')) await givesTheFocusBack(page, shown)
})

/** Pressed again where the page did not hear it yet: whatever opens by a key is there once. */
async function openByKey(page: Page, key: string): Promise<void> {
  await until('the dialog', async () => {
    if ((await page.getByRole('dialog').count()) > 0) return true
    await page.keyboard.press(key)
    return false
  })
}

/** Whoever has no mouse goes on where he was, and not at the beginning of the page. */
async function givesTheFocusBack(page: Page, shown: Locator): Promise<void> {
  await page.keyboard.press('Escape')
  await shown.waitFor({ state: 'detached' })
  await until('the focus on what opened it', () => page.evaluate('document.activeElement !== document.body'))
}

async function troublesAt(widths: readonly number[], page: Page, where: string): Promise<string[]> {
  const found: string[] = []
  for (const width of widths) {
    await page.setViewportSize({ width, height: 860 })
    await page.evaluate('new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))')
    found.push(...(await troublesIn(page, `${where}, ${width} wide`)))
  }
  return found
}

function bend({ system, vault }: Opening, name: CallName, answer: unknown): unknown {
  const status = vault ?? { kind: 'keychain', condition: 'open' }
  if (name === 'vault.status') return { ...(answer as object), ...status }
  if (name === 'keeper.status') {
    const { vault: before } = answer as { vault: object }
    return { ...(answer as object), vault: { ...before, ...status } }
  }
  // Nobody revokes the workstation that began it all.
  if (name === 'fleet.list') {
    const { members, ...rest } = answer as { members: object[] }
    const second = { ...members[0], name: 'second', signer: 'evb-signer-2', isThis: false, isSite: false }
    return { ...rest, members: [...members, second] }
  }
  // A list's actions are offered for what can be read.
  if (name === 'connections.list')
    return (answer as object[]).map((view) => ({
      ...view,
      managed: undefined,
      fault: null,
      ...(system === undefined ? {} : { system }),
    }))
  if (name === 'crafter.list') {
    const { tokens } = answer as { tokens: object[] }
    return { ...(answer as object), tokens: tokens.map((token) => ({ ...token, itself: false })) }
  }
  return answer
}
