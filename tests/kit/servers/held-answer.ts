/**
 * Holds the answer to a page's next call of one name, so that a test can look at the page while it is on its way:
 *
 *   const held = await holdAnswer(page, 'moving.preview')
 *   ...                      // something on the page that makes the call
 *   await held.asked         // the keeper has answered, the page does not know it yet
 *   await held.release()     // now it does, and has painted; other calls were never held
 *
 *   const refused = await holdAnswer(page, 'crafter.delete', fault('offline'))    // of which the keeper never hears
 *   await loseAnswer(page, 'consumers.revoke')      // the next one is done, and the page hears that its keeper has ended
 */
import type { Page, Route } from 'playwright-core'
import type { CallName } from '../../../shared/api/contract/names.ts'
import { type Fault, fault } from '../../../shared/fault.ts'

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
    const response = await answered(route)
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

export async function loseAnswer(page: Page, name: CallName): Promise<void> {
  await page.route(
    `**/v1/calls/${name}`,
    async (route) => {
      const { ok } = (await (await answered(route)).json()) as { readonly ok: boolean }
      if (!ok) throw new Error(`${name} was refused`)
      await route.fulfill({ json: { ok: false, fault: fault('keeper_lost') } })
    },
    { times: 1 },
  )
}

/** Playwright asks by itself, and looks the page's name up where only browsers know it. */
function answered(route: Route) {
  const { host, port, pathname } = new URL(route.request().url())
  return route.fetch({ url: `http://127.0.0.1:${port}${pathname}`, headers: { ...route.request().headers(), host } })
}
