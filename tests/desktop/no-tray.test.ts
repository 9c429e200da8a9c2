/** A desktop that has no place for an icon. Nobody can take away a real system's, so the stand-in plays it. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Desktop } from '../kit/electron/desktop-host.ts'
import { launchDesktop, standIn } from '../kit/electron/stand-in-host.ts'
import { temporaryHome } from '../kit/processes/temporary-home.ts'
import { until } from '../kit/processes/until.ts'

const discoveredBy = (desktop: Desktop) =>
  desktop.evaluate(({ Notification }) => Notification.shown.map(({ title }) => title))

test('without a tray it says so once, and a second start brings the window back', async () => {
  const home = temporaryHome({ EVERBEARER_VAULT: 'memory' })
  const desktop = await launchDesktop(home, { lacksTray: true })
  await desktop.page.getByRole('heading', { name: 'No connections yet' }).waitFor()
  await desktop.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
  expect(await discoveredBy(desktop)).toEqual(['Everbearer goes on without an icon'])
  const second = await standIn.startAgain(home)
  expect(second).toEqual({ code: 0, said: '' })
  await desktop.evaluate(({ app }) => app.emit('second-instance', {}, [], ''))
  const page = await desktop.findPage()
  await page.getByRole('heading', { name: 'No connections yet' }).waitFor()
  const kept = join(home.path, 'window.json')
  await until(
    'what was told to be remembered',
    () => existsSync(kept) && /"noTray":\s*true/.test(readFileSync(kept, 'utf8')),
  )
  await desktop.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
  expect(await discoveredBy(desktop)).toEqual(['Everbearer goes on without an icon'])
})
