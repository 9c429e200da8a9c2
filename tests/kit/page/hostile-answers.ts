/**
 * The built page before a keeper that says a stranger's words wherever it may say any, and what these have done to it.
 *
 *   const page = await hostilePage(browser, { width: 360, turn: 1 })
 *   await page.evaluate("location.hash = '#/settings'")
 *   expect(await troublesIn(page, 'settings')).toEqual([])
 */
import type { Browser, Page } from 'playwright-core'
import { API } from '../../../shared/api/addresses.ts'
import { CONTRACT } from '../../../shared/api/contract/contract.ts'
import { type CallName, isCallName } from '../../../shared/api/contract/names.ts'
import { anyOutput } from '../../commands/any-output.ts'
import { lasting } from './lasting.ts'
import { openPage } from './page-browser.ts'
import { startPageServer } from './page-server.ts'

/** All of it in one, since a screen is slow; long, so that it must wrap, with and without places to wrap at. */
export const HOSTILE = [
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

const MOVING = /[[\p{Cc}--[\n\t]]\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]|(?<=[\0-\x7f])\u200d/v

type Shown = {
  readonly width: number
  /** Which of each choice, see any-output.ts. */
  readonly turn: number
  /** What an answer is instead, where the page would otherwise not offer what is to be opened. */
  readonly bent?: (name: CallName, answer: unknown) => unknown
}

export async function hostilePage(
  browser: Browser,
  { width, turn, bent = (_, answer) => answer }: Shown,
): Promise<Page> {
  const server = await startPageServer()
  const page = await openPage(browser, null, { width, now: server.ports.clock.now() })
  await page.route(`**${API.calls}/*`, async (route) => {
    const name = new URL(route.request().url()).pathname.split('/').at(-1) ?? ''
    if (!isCallName(name)) throw new Error(name)
    const value = bent(name, anyOutput(CONTRACT[name].output, HOSTILE, turn))
    await route.fulfill({ json: { ok: true, value } })
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

export function toldOn(page: Page): Promise<string> {
  return page.evaluate<string>(TOLD)
}

/** Whatever of those words moves, hides or turns what stands around it, has become an element, or pushes a button away. */
export async function troublesIn(page: Page, where: string): Promise<string[]> {
  const found: string[] = []
  const told = await toldOn(page)
  const moving = MOVING.exec(told)
  if (moving !== null) {
    const around = told.slice(Math.max(0, moving.index - 60), moving.index + 20)
    found.push(`${where}: ${moving[0].codePointAt(0)?.toString(16)} in ${around}`)
  }
  if ((await page.evaluate<number>(FOREIGN)) > 0) found.push(`${where}: an element of theirs`)
  if ((await page.evaluate<unknown>('window.forged ?? null')) !== null) found.push(`${where}: a script of theirs ran`)
  for (const pushed of await lasting(page, () => pushedAway(page))) found.push(`${where}: ${pushed}`)
  return found
}

async function pushedAway(page: Page): Promise<string[]> {
  const [scrolls, inner] = await page.evaluate<[number, number]>('[document.documentElement.scrollWidth, innerWidth]')
  const lost = await page.evaluate<string[]>(LOST)
  return [...(scrolls > inner + 1 ? [`${scrolls} wide`] : []), ...lost.map((each) => `lost ${each}`)]
}
