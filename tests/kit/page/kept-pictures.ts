/**
 * Screens beside the pictures of them that somebody has looked at and was content with. `TAKE_PICTURES=new` takes them anew.
 *
 *   const found = await differing(browser, page, { folder, name: 'help', ending: 'png', shots: EVERY_SHOT })
 *   expect(found).toEqual([])
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { until } from '../processes/until.ts'
import { turn } from './page-axe.ts'
import { pictureDistance } from './picture.ts'

export type Shot = { readonly width: number; readonly scheme: 'light' | 'dark' }

/** The usual width, one between, and the narrowest, light and dark. */
export const EVERY_SHOT: readonly Shot[] = [1280, 800, 360].flatMap((width) => [
  { width, scheme: 'light' as const },
  { width, scheme: 'dark' as const },
])

/** Each width and each scheme, in fewer. */
export const FEWER_SHOTS: readonly Shot[] = [
  { width: 1280, scheme: 'light' },
  { width: 1280, scheme: 'dark' },
  { width: 800, scheme: 'light' },
  { width: 360, scheme: 'dark' },
]

export type Kept = {
  readonly folder: string
  readonly name: string
  /** `jpeg` is half as large, for pictures that stand in no document. */
  readonly ending: 'png' | 'jpeg'
  readonly shots: readonly Shot[]
  readonly height?: number
  /** Puts right what hangs on the width, before each shot. */
  readonly atEachWidth?: (page: Page) => Promise<unknown>
}

/** `help.png`, `help-dark.png`, `help-360.png`, `help-360-dark.png`. */
export function pictureNames({ name, ending, shots }: Pick<Kept, 'name' | 'ending' | 'shots'>): readonly string[] {
  return shots.map((shot) => fileOf(name, ending, shot))
}

function fileOf(name: string, ending: string, { width, scheme }: Shot): string {
  return `${name}${width === 1280 ? '' : `-${width}`}${scheme === 'dark' ? '-dark' : ''}.${ending}`
}

/** A cell of the grid may differ by this much of 255; a missing pill or row differs by 40 and more. */
export const TOLERANCE = 24

const TAKE_NEW = process.env['TAKE_PICTURES'] === 'new'

/** Which of the shots look otherwise than they did, each with how far; leaves the page light and 1280 wide. */
export async function differing(browser: Browser, page: Page, kept: Kept): Promise<readonly string[]> {
  const { folder, name, ending, shots, height = 900 } = kept
  const found: string[] = []
  const empty = await browser.newPage()
  for (const shot of shots) {
    await page.setViewportSize({ width: shot.width, height })
    await turn(page, shot.scheme)
    await kept.atEachWidth?.(page)
    await page.mouse.move(0, 0)
    const how = ending === 'png' ? ({ type: 'png' } as const) : ({ type: 'jpeg', quality: 45 } as const)
    const path = join(folder, fileOf(name, ending, shot))
    let trouble: string | null = null
    // What comes last may come after the words that were waited for.
    await until('the screen as it was', async () => {
      const picture = await page.screenshot({ ...how, animations: 'disabled', caret: 'hide' })
      trouble = await troubleOf(empty, path, picture)
      return trouble === null
    }).catch(() => found.push(String(trouble)))
  }
  await empty.close()
  await turn(page, 'light')
  await page.setViewportSize({ width: 1280, height })
  return found
}

async function troubleOf(empty: Page, path: string, picture: Buffer): Promise<string | null> {
  if (TAKE_NEW) {
    mkdirSync(join(path, '..'), { recursive: true })
    writeFileSync(path, picture)
    return null
  }
  if (!existsSync(path)) return `${path} was never taken`
  const distance = await pictureDistance(empty, readFileSync(path), picture)
  return distance < TOLERANCE ? null : `${path} differs by ${distance}`
}
