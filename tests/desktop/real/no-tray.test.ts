/** A desktop that has no place for an icon. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type * as Electron from 'electron'
import { expect, test } from 'vitest'
import type { Desktop } from '../../kit/electron/desktop-host.ts'
import { realHost } from '../../kit/electron/real-host.ts'
import { standsBehind } from '../../kit/electron/stands-behind.ts'
import { temporaryHome } from '../../kit/processes/temporary-home.ts'
import { until } from '../../kit/processes/until.ts'

/** Runs in the desktop's own process. No real system can be made to refuse an icon, but Electron refuses one without a picture. */
function withoutTray({ nativeImage }: typeof Electron): void {
  nativeImage.createFromPath = () => '/no/such/picture' as never
}

const discoveredBy = (desktop: Desktop) =>
  desktop.evaluate(({ Notification }) => Notification.shown.map(({ title }) => title))

test('without a tray it says so once, and a second start brings the window back', async () => {
  const home = temporaryHome({ EVERBEARER_VAULT: 'memory' })
  const desktop = await realHost.launch(home, { before: withoutTray })
  await desktop.page.getByRole('heading', { name: 'No connections yet' }).waitFor()
  await standsBehind(desktop)
  await desktop.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
  await until('the word that it goes on', async () => (await discoveredBy(desktop)).length > 0)
  await until('its page to be gone', () => desktop.page.isClosed())
  expect(await discoveredBy(desktop)).toEqual(['Everbearer goes on without an icon'])
  expect(await realHost.startAgain(home)).toEqual({ code: 0, said: '' })
  const page = await desktop.findPage()
  await page.getByRole('heading', { name: 'No connections yet' }).waitFor()
  const kept = join(home.path, 'window.json')
  await until(
    'what was told to be remembered',
    () => existsSync(kept) && /"noTray":\s*true/.test(readFileSync(kept, 'utf8')),
  )
  await desktop.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
  await until('its page to be gone', () => page.isClosed())
  expect(await discoveredBy(desktop)).toEqual(['Everbearer goes on without an icon'])
})
