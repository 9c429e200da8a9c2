/** A stranger's first start, and what they do on its page. */
import type { Page } from 'playwright-core'
import { type Running, startEverbearer } from '../kit/processes/everbearer-process.ts'
import { type Environment, type Home, temporaryHome } from '../kit/processes/temporary-home.ts'

export const NO_BUS = { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere/bus' }
export const PASSPHRASE = 'nobody else has this one'

export const withoutKeychain = (env: Environment = {}): Home => temporaryHome({ ...NO_BUS, ...env })

/** `everbearer` with no word more, as a person types it; no browser opens by itself here. */
export async function start(home: Home, env: Environment = {}): Promise<{ host: Running; address: string }> {
  const host = startEverbearer(home, [], { env })
  return { host, address: await host.ready() }
}

export const choice = (page: Page, name: string) => page.getByRole('radio', { name })
export const demoButton = (page: Page) => page.getByRole('button', { name: 'Watch the demo' })

export async function watchDemo(page: Page): Promise<void> {
  await demoButton(page).click()
  await page.getByRole('heading', { name: 'demo', exact: true }).waitFor()
}
