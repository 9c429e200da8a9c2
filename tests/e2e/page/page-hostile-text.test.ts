/**
 * A stranger's words through every screen of the page: whatever the keeper answers has them in every place that takes any
 * text. Nothing arrives unmarked that moves, hides or turns what stands around it, no element comes from it, and no
 * button leaves the screen.
 */
import type { Page } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'
import { API } from '../../../shared/api/addresses.ts'
import { CONTRACT } from '../../../shared/api/contract/contract.ts'
import { isCallName } from '../../../shared/api/contract/names.ts'
import { anyOutput } from '../../commands/any-output.ts'
import { openPage, startBrowser } from '../../kit/page/page-browser.ts'
import { startPageServer } from '../../kit/page/page-server.ts'

const browser = await startBrowser(afterAll)

/** All of it in one, since a screen is slow; long, so that it must wrap, with and without places to wrap at. */
const HOSTILE = [
  ...[
    'x\u001b]52;c;cm0gLXJmIH4=\u0007\u001b[2K\u009b2J',
    '\u202efdp.exe\u2066\u2069\u200f\u061c',
    'pay\u200dpal\u200b\ufeff\u00ad',
  ],
  ...[
    'a\r\nb\u2028\u2029',
    '<img src=x onerror="window.forged=1"><script>window.forged=1</script><b id=forged>bold</b>&lt;',
  ],
  ...['javascript:window.forged=1', 'Institut '.repeat(120), 'W'.repeat(600)],
].join(' ')

const SCREENS = ['#/', '#/add', '#/journal', '#/import', '#/settings', '#/connections/ward']
const OF_ONE = ['/edit', '/tokens', '/access-tokens', '/sign-in'].map((rest) => `#/connections/ward${rest}`)

const MOVING = /[[\p{Cc}--[\n\t]]\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]|(?<=[\0-\x7f])\u200d/v

async function hostilePage(width: number, turn: number): Promise<Page> {
  const server = await startPageServer()
  const page = await openPage(browser, null, { width, now: server.ports.clock.now() })
  await page.route(`**${API.calls}/*`, async (route) => {
    const name = new URL(route.request().url()).pathname.split('/').at(-1) ?? ''
    if (!isCallName(name)) throw new Error(name)
    const json = { ok: true, value: anyOutput(CONTRACT[name].output, HOSTILE, turn) }
    await route.fulfill({ json })
  })
  // Its ticket stands where the screen's address does: it is in once it asks for something.
  const isIn = page.waitForResponse((response) => response.url().includes(API.calls))
  await page.goto(server.address())
  await isIn
  return page
}

/** What a person can read or hear of it: texts and the attributes that are shown or spoken. */
const TOLD = `[document.body.innerText, ...[...document.querySelectorAll('[title],[aria-label],[placeholder],[alt]')]
  .flatMap((each) => ['title', 'aria-label', 'placeholder', 'alt'].map((name) => each.getAttribute(name) ?? ''))].join('\\n')`

const FOREIGN = `document.querySelectorAll('img[src="x"], #forged, body script:not([src]), a[href^="javascript"]').length`

/** Buttons and links that are on the screen only in part, or past its side. */
const LOST = `[...document.querySelectorAll('button, a[href], [role="menuitem"]')]
  .filter((each) => each.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
  .map((each) => ({ box: each.getBoundingClientRect(), name: each.getAttribute('aria-label') ?? each.innerText }))
  .filter(({ box }) => box.width > 0 && (box.left < -1 || box.right > innerWidth + 1))
  .map(({ box, name }) => [Math.round(box.left), Math.round(box.right), name.slice(0, 40)].join(' '))`

test.each([
  [1280, 0],
  [1280, 1],
  [360, 0],
  [360, 2],
])('every screen, %i wide, with the choices of turn %i', async (width, turn) => {
  const page = await hostilePage(width, turn)
  const found: string[] = []
  for (const hash of [...SCREENS, ...OF_ONE]) {
    await page.evaluate(`location.hash = ${JSON.stringify(hash)}`)
    await page.getByRole('heading', { level: 1 }).first().waitFor()
    await page.evaluate('document.fonts.ready.then(() => null)')
    if (hash === '#/connections/ward')
      await page.getByText('Institut Institut').filter({ visible: true }).first().waitFor()
    const told = await page.evaluate<string>(TOLD)
    if (hash === '#/connections/ward') expect(told).toContain('Institut Institut')
    const moving = MOVING.exec(told)
    if (moving !== null)
      found.push(
        `${hash}: ${moving[0].codePointAt(0)?.toString(16)} in ${told.slice(Math.max(0, moving.index - 60), moving.index + 20)}`,
      )
    if ((await page.evaluate<number>(FOREIGN)) > 0) found.push(`${hash}: an element of theirs`)
    if ((await page.evaluate<unknown>('window.forged ?? null')) !== null) found.push(`${hash}: a script of theirs ran`)
    const [scrolls, inner] = await page.evaluate<[number, number]>('[document.documentElement.scrollWidth, innerWidth]')
    if (scrolls > inner + 1) found.push(`${hash}: ${scrolls} wide`)
    for (const lost of await page.evaluate<string[]>(LOST)) found.push(`${hash}: lost ${lost}`)
    if (process.env['LOOK'])
      await page.screenshot({ path: `${process.env['LOOK']}/${width}-${turn}${hash.replaceAll(/\W/g, '-')}.png` })
  }
  expect(found).toEqual([])
})
