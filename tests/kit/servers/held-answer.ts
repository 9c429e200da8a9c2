/**
 * Holds the answer to a page's next call of one name, so that a test can look at the page while it is on its way:
 *
 *   const held = await holdAnswer(page, 'moving.preview')
 *   ...                      // something on the page that makes the call
 *   await held.asked         // the keeper has answered, the page does not know it yet
 *   await held.release()     // now it does, and has painted; other calls were never held
 *
 *   const refused = await holdAnswer(page, 'crafter.delete', fault('offline'))    // of which the keeper never hears
 */
import type { Page } from 'playwright-core'
import type { CallName } from '../../../shared/api/contract/names.ts'
import type { Fault } from '../../../shared/fault.ts'

export type HeldAnswer = { readonly asked: Promise<void>; release(): Promise<void> }

export async function holdAnswer(page: Page, name: CallName, refusal?: Fault): Promise<HeldAnswer> {
  const asked = Promise.withResolvers<void>()
  const released = Promise.withResolvers<void>()
  let isHeld = false
  await page.route(`**/v1/calls/${name}`, async (route) => {
    if (isHeld) return route.continue()
    isHeld = true
    if (refusal !== undefined) {
      asked.resolve()
      await released.promise
      return route.fulfill({ json: { ok: false, fault: refusal } })
    }
    // Playwright asks by itself, and looks the page's name up where only browsers know it.
    const { host, port, pathname } = new URL(route.request().url())
    const response = await route.fetch({
      url: `http://127.0.0.1:${port}${pathname}`,
      headers: { ...route.request().headers(), host },
    })
    asked.resolve()
    await released.promise
    await route.fulfill({ response })
  })
  return {
    asked: asked.promise,
    async release() {
      const arrived = page.waitForResponse((response) => response.url().endsWith(`/v1/calls/${name}`))
      released.resolve()
      await (await arrived).finished()
      await page.evaluate('new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted)))')
    },
  }
}
