/**
 * A page over a made-up window with as many connections as a test wants, in Chromium: without a keeper, which would take
 * longer to fill than the page to look at.
 *
 *   const page = await openMany(browser, server, { count: 300 })
 *   await page.evaluate('many.calls')             // what the page has asked for
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { DEFAULT_PREFERENCES } from '../../../electron/core/preferences.ts'
import { START } from '../hand-clock.ts'
import { type Looks, type OpenedPage, openPage } from './page-browser.ts'
import type { PageServer } from './page-server.ts'

export type Many = { readonly count: number; readonly now?: number; readonly noticeEveryMs?: number | null }

const SCRIPT = readFileSync(join(import.meta.dirname, 'many-connections.js'), 'utf8')

/** What a page has to run before its own scripts. */
export function manyConnections({ count, now = START, noticeEveryMs = null }: Many): string {
  const many = { count, now, noticeEveryMs, preferences: DEFAULT_PREFERENCES }
  return `const MANY = ${JSON.stringify(many)}\n${SCRIPT}`
}

export async function openMany(
  browser: Browser,
  server: Pick<PageServer, 'address'>,
  many: Many & { readonly hash?: string },
  looks: Looks = {},
): Promise<OpenedPage> {
  const page = await openPage(browser, null, { now: many.now ?? START, ...looks })
  await page.addInitScript({ content: `{${manyConnections(many)}}` })
  const [address = ''] = server.address().split('#')
  await page.goto(`${address}${many.hash ?? '#/'}`)
  return page
}
