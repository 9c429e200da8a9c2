/** Closed before anything stands behind it, the window still comes back by each of the ways that bring it. */
import type * as Electron from 'electron'
import { expect, test } from 'vitest'
import { realHost } from '../../kit/electron/real-host.ts'
import { until } from '../../kit/processes/until.ts'
import { startSession } from '../../kit/session/desktop-session.ts'

const TITLE = 'Everbearer$'

/** Runs in the desktop's own process: whoever clicked the icon by mistake is that quick. */
function closeAtOnce({ app }: typeof Electron): void {
  app.once('browser-window-created', (_event, window) => {
    window.once('show', () => setImmediate(() => window.close()))
  })
}

test('closed in its first moment, it is brought back by a notification, the tray and a second start', async () => {
  const session = await startSession()
  const desktop = await realHost.launch(session.home, { untouched: true, before: closeAtOnce })

  await session.noticed()
  await until('no window', async () => (await session.windowsNamed(TITLE)).length === 0)
  // What is not held is gone now.
  await desktop.evaluate(() => {
    process.getBuiltinModule('node:v8').setFlagsFromString('--expose-gc')
    process.getBuiltinModule('node:vm').runInNewContext('gc')()
  })
  await session.clickNotice()
  await session.window(TITLE)
  await desktop.page.getByRole('heading', { name: 'No connections yet' }).waitFor()

  await session.close(TITLE)
  await session.tray.activate()
  await session.window(TITLE)

  await session.close(TITLE)
  expect((await realHost.startAgain(session.home)).code).toBe(0)
  await session.window(TITLE)
  await session.tray.choose('Quit')
  expect(await desktop.exited).toBe(0)
})
