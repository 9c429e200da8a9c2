/** A theme that was chosen once holds for the frame as well, and from the first moment of the next start. */
import { expect, test } from 'vitest'
import type { Desktop } from '../../kit/electron/desktop-host.ts'
import { realHost } from '../../kit/electron/real-host.ts'
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
