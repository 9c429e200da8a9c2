/** The desktop on a real desktop: what a person does with keys and mouse, and what the screen, the panel and the system say. */
import { expect, test } from 'vitest'
import { drawConnection, startDrawServer } from '../../kit/draw/draw-server.ts'
import { realHost } from '../../kit/electron/real-host.ts'
import { giveFocus } from '../../kit/page/page-focus.ts'
import { addConnection, everbearer } from '../../kit/processes/everbearer-process.ts'
import { until } from '../../kit/processes/until.ts'
import { startSession } from '../../kit/session/desktop-session.ts'

const TITLE = 'Everbearer$'

test('started, entered by keyboard, closed to the tray, brought back and quit from the menu in the panel', async () => {
  const server = await startDrawServer()
  const session = await startSession()
  const desktop = await realHost.launch(session.home, { untouched: true })
  await session.window(TITLE)
  await until('the icon in the panel', async () => (await session.tray.items()).length === 1)
  await desktop.page.getByRole('heading', { name: 'No connections yet' }).waitFor()
  await session.hears(/Everbearer$/, desktop.page)

  const pair = server.issuePair()
  await session.key('ctrl+n')
  for (const [field, words] of [
    ['Base URL', server.url],
    ['Client ID', 'Institute A'],
    ['Access token', pair.accessToken],
    ['Refresh token', pair.refreshToken],
  ] as const) {
    const textbox = desktop.page.getByRole('textbox', { name: field })
    await giveFocus(textbox)
    // As Tab does: a field that has something already is written anew.
    await textbox.selectText()
    await session.type(words)
    // Keys that are still on their way would go where the focus is then.
    await until(`${field} to be typed`, async () => (await textbox.inputValue()) === words)
  }
  await session.key('Return')
  await desktop.page.getByRole('heading', { name: 'draw-institute-a' }).waitFor()
  const printed = await everbearer(session.home, ['token', 'draw-institute-a'])
  expect(printed.stdout.trim(), printed.stderr).toBe(pair.accessToken)

  await session.close(TITLE)
  await session.noticed()
  await session.tray.activate()
  await session.window(TITLE)
  await until('the menu to know it', async () =>
    (await session.tray.items())[0]?.menu.some((label) => label.startsWith('draw-institute-a')),
  )
  await session.tray.choose('Quit')
  expect(await desktop.exited).toBe(0)
})

test('who is needed is told by the notification daemon, and a click on that opens the connection', async () => {
  const server = await startDrawServer({ accessLifeSeconds: 6 })
  const session = await startSession()
  const desktop = await realHost.launch(session.home, { untouched: true })
  await session.window(TITLE)
  await desktop.page.getByRole('heading', { name: 'No connections yet' }).waitFor()
  await session.close(TITLE)
  await session.noticed()
  await session.said('dunstctl', ['close-all'])
  await session.noticed(0)
  const { accessToken } = server.issuePair()
  const entry = drawConnection('ward', server.url, { accessToken, refreshToken: `stale-${'x'.repeat(40)}` })
  await addConnection(session.home, entry)
  await session.noticed()
  await session.clickNotice()
  await session.window(TITLE)
  await desktop.page.getByRole('heading', { name: 'ward', exact: true }).waitFor()
  // It comes into the daemon's memory when it is off the screen.
  const told = async () => (await session.notices()).map(({ summary }) => summary)
  await until('the notification to be put away', async () => (await told()).includes('ward needs you'))
})

test('a resume told by the system makes the keeper look at once', async () => {
  const session = await startSession()
  const desktop = await realHost.launch(session.home, { untouched: true })
  await session.window(TITLE)
  await desktop.evaluate(({ powerMonitor }) => {
    powerMonitor.on('resume', () => Object.assign(globalThis, { resumed: true }))
  })
  await session.sleep(true)
  await session.sleep(false)
  await until('a resume', () => desktop.evaluate(() => Reflect.get(globalThis, 'resumed') === true))
})
