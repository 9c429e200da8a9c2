/** A theme that was chosen once holds for the frame as well, and from the first moment of the next start. */
import { expect, test } from 'vitest'
import type { Desktop } from '../../kit/electron/desktop-host.ts'
import { realHost } from '../../kit/electron/real-host.ts'
import { everbearer } from '../../kit/processes/everbearer-process.ts'
import { fileHome } from '../../kit/processes/file-home.ts'
import { until } from '../../kit/processes/until.ts'

const sourceOf = (desktop: Desktop) => desktop.evaluate(({ nativeTheme }) => nativeTheme.themeSource)
// Not asked of the page: the driver has pages think that everybody likes it light.
const isDark = (desktop: Desktop) => desktop.evaluate(({ nativeTheme }) => nativeTheme.shouldUseDarkColors)

test('chosen in the window, it is the frame’s too, and the next window’s before any script has run', async () => {
  const home = await fileHome()
  const first = await realHost.launch(home)
  await first.page.getByRole('heading', { name: 'No connections yet' }).waitFor()
  expect(await sourceOf(first)).toBe('system')
  await first.page.evaluate(`location.hash = '#/settings'`)
  await first.page.getByText('Dark', { exact: true }).click()
  await until('the frame in dark', async () => (await sourceOf(first)) === 'dark')
  expect(await isDark(first)).toBe(true)
  await first.end()
  // Until then the second start would hand itself over to the first.
  await first.exited
  const next = await realHost.launch(home)
  expect([await sourceOf(next), await isDark(next)]).toEqual(['dark', true])
})

test('set by a command, it is the page’s and the frame’s at once', async () => {
  const home = await fileHome()
  const desktop = await realHost.launch(home)
  await desktop.page.getByRole('heading', { name: 'No connections yet' }).waitFor()
  const scheme = () => desktop.page.locator('html').getAttribute('data-mantine-color-scheme')
  for (const theme of ['dark', 'light'] as const) {
    expect(await everbearer(home, ['settings', 'set', 'theme', theme])).toMatchObject({ code: 0 })
    await until(`the frame in ${theme}`, async () => (await sourceOf(desktop)) === theme)
    await until(`the page in ${theme}`, async () => (await scheme()) === theme)
  }
  // Shut, there is no page that would ask.
  await desktop.evaluate(({ BrowserWindow }) => {
    for (const window of BrowserWindow.getAllWindows()) window.close()
  })
  expect(await everbearer(home, ['settings', 'set', 'theme', 'dark'])).toMatchObject({ code: 0 })
  await until('the frame in dark', async () => (await sourceOf(desktop)) === 'dark')
})
