/** A second screen that comes and goes, and a window on it. */
import { expect, test } from 'vitest'
import type { Desktop } from '../../kit/electron/desktop-host.ts'
import { realHost } from '../../kit/electron/real-host.ts'
import { until } from '../../kit/processes/until.ts'
import { startSession } from '../../kit/session/desktop-session.ts'

const TITLE = 'Everbearer$'

const screensOf = (desktop: Desktop) => desktop.evaluate(({ screen }) => screen.getAllDisplays().length)

test.each(['shown', 'hidden in the tray'])('a window comes back from a screen that goes away: %s', async (how) => {
  const session = await startSession({ twoScreens: true })
  const desktop = await realHost.launch(session.home, { untouched: true })
  const window = (await session.window(TITLE)) ?? ''
  await desktop.page.getByRole('heading', { name: 'No connections yet' }).waitFor()
  await until('its icon', async () => (await session.tray.items()).length === 1)
  await session.secondScreen?.plugIn()
  await until('the second screen to be known', async () => (await screensOf(desktop)) === 2)
  await desktop.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.setBounds({ x: 1_150, y: 60, width: 800, height: 600 }),
  )
  await until('it to be there', async () => (await session.geometry(window)).x > 1_024)
  if (how !== 'shown') {
    await session.close(TITLE)
  }
  await session.secondScreen?.takeAway()
  await until('it to be gone', async () => (await screensOf(desktop)) === 1)
  if (how !== 'shown') await session.tray.activate()
  await session.window(TITLE)
  // All of it: the window manager by itself leaves a strip in sight.
  const inSight = ({ x, y, width, height }: Awaited<ReturnType<typeof session.geometry>>) =>
    x >= 0 && y >= 0 && x + width <= 1_024 && y + height <= 768
  await until('it to be in sight', async () => inSight(await session.geometry(window)))
  expect(await session.windowsNamed(TITLE)).toEqual([window])
})
