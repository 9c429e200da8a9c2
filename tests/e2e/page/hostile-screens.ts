/**
 * A stranger's words through every screen of the page: whatever the keeper answers has them in every place that takes any
 * text. Nothing arrives unmarked that moves, hides or turns what stands around it, no element comes from it, and no
 * button leaves the screen.
 */
import { afterAll, expect, test } from 'vitest'
import { hostilePage, toldOn, troublesIn } from '../../kit/page/hostile-answers.ts'
import { startBrowser } from '../../kit/page/page-browser.ts'

const SCREENS = ['#/', '#/add', '#/journal', '#/import', '#/settings', '#/connections/ward']
const OF_ONE = ['/edit', '/tokens', '/access-tokens', '/sign-in'].map((rest) => `#/connections/ward${rest}`)

/** Each look is a width, and which of each choice the keeper's answers take (tests/commands/any-output.ts). */
export async function screensHoldStrangersWords(...looks: readonly (readonly [number, number])[]): Promise<void> {
  const browser = await startBrowser(afterAll)

  test.each(looks)('every screen, %i wide, with the choices of turn %i', async (width, turn) => {
    const page = await hostilePage(browser, { width, turn })
    const found: string[] = []
    for (const hash of [...SCREENS, ...OF_ONE]) {
      await page.evaluate(`location.hash = ${JSON.stringify(hash)}`)
      await page.getByRole('heading', { level: 1 }).first().waitFor()
      await page.evaluate('document.fonts.ready.then(() => null)')
      if (hash === '#/connections/ward') {
        await page.getByText('Institut Institut').filter({ visible: true }).first().waitFor()
        expect(await toldOn(page)).toContain('Institut Institut')
      }
      found.push(...(await troublesIn(page, hash)))
    }
    expect(found).toEqual([])
  })
}
