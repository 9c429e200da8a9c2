/** How the desktop behaves beside other programs and in trouble. */
import { writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { startDrawServer } from '../../kit/draw/draw-server.ts'
import type { Desktop } from '../../kit/electron/desktop-host.ts'
import { realHost } from '../../kit/electron/real-host.ts'
import { standsBehind } from '../../kit/electron/stands-behind.ts'
import { markers } from '../../kit/markers.ts'
import { addConnection, everbearer, startAgent } from '../../kit/processes/everbearer-process.ts'
import { fileHome } from '../../kit/processes/file-home.ts'
import { temporaryHome } from '../../kit/processes/temporary-home.ts'
import { until } from '../../kit/processes/until.ts'

type Status = { readonly ok: boolean; readonly value: { readonly pid: number } }
const keeperOf = async ({ page }: Desktop) =>
  ((await page.evaluate(`window.everbearer.call('keeper.status', {})`)) as Status).value?.pid

const discoveredBy = (desktop: Desktop) =>
  desktop.evaluate(({ Notification }) => Notification.shown.map(({ title }) => title))

test('where an agent keeps, the window speaks to it, and takes over when the agent ends', async () => {
  const home = await fileHome()
  const agent = startAgent(home)
  await agent.ready()
  const desktop = await realHost.launch(home)
  await desktop.page.getByRole('heading', { name: 'No connections yet' }).waitFor()
  expect(await keeperOf(desktop)).toBe(agent.pid)
  agent.kill()
  await until('the desktop to keep', async () => (await keeperOf(desktop)) === desktop.pid)
})

test('who is needed is told once while the window is shut, and a click on that opens the connection', async () => {
  const server = await startDrawServer({ accessLifeSeconds: 6 })
  const home = await fileHome()
  const desktop = await realHost.launch(home)
  await desktop.page.getByRole('heading', { name: 'No connections yet' }).waitFor()
  await standsBehind(desktop)
  await desktop.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
  const entry = {
    name: 'ward',
    system: 'draw',
    settings: { baseUrl: server.url, clientId: 'Institute A' },
    secrets: { accessToken: server.issuePair().accessToken, refreshToken: `stale-${'x'.repeat(40)}` },
  }
  await addConnection(home, entry)
  await until('the notification', async () => (await discoveredBy(desktop)).includes('ward needs you'))
  expect((await discoveredBy(desktop)).filter((title) => title === 'ward needs you')).toHaveLength(1)
  const back = await desktop.evaluate(({ BrowserWindow, Notification }) => {
    Notification.shown.find(({ title }) => title === 'ward needs you')?.emit('click')
    return BrowserWindow.getAllWindows()[0]?.isVisible()
  })
  expect(back).toBe(true)
  await until('the icon to say so too', () =>
    desktop.evaluate(({ Tray }) => {
      const [icon] = Tray.all
      const first = icon?.menu?.items[2]?.label
      return icon?.toolTip === 'Everbearer: somebody is needed' && first?.startsWith('ward: ')
    }),
  )
  await desktop.page.getByRole('heading', { name: 'ward', exact: true }).waitFor()
  // The menus of the window go to places in the same page.
  await desktop.evaluate(({ Menu }) => {
    const file = Menu.getApplicationMenu()?.items.find(({ label }) => label === 'File')?.submenu
    file?.items.find(({ label }) => label === 'Settings')?.click?.({})
  })
  await desktop.page.getByRole('heading', { name: 'Settings', exact: true }).waitFor()
})

test('an error that nobody caught is journaled by its kind and place, without its words, and the desktop goes on', async () => {
  const home = await fileHome()
  const desktop = await realHost.launch(home)
  await desktop.page.getByRole('heading', { name: 'No connections yet' }).waitFor()
  const secret = 'tok-4f1d8a2b6c7e9035'
  await desktop.evaluate((_electron, words) => {
    setTimeout(() => {
      throw new TypeError(words)
    }, 0)
    void Promise.reject(new RangeError(words))
  }, secret)
  const bugs = async () => {
    const { stdout } = await everbearer(home, ['journal', '--json'])
    return stdout.match(/"(TypeError|RangeError)"/g)?.sort() ?? []
  }
  await until('both in the journal', async () => (await bugs()).length >= 2)
  expect(await bugs()).toEqual(['"RangeError"', '"TypeError"'])
  expect(await keeperOf(desktop)).toBe(desktop.pid)
  const hunt = markers({ secret })
  expect(hunt.inTree(home.base)).toEqual([])
  expect(hunt.inText('output', desktop.said())).toEqual([])
})

test.each([
  ['in a dialog', [], /^ERROR BOX Everbearer cannot start: /],
  ['on standard error where it was started hidden', ['--hidden'], /^everbearer: Everbearer cannot start\. /],
])('a start that fails is told %s, with a next step', async (_where, args, line) => {
  const home = temporaryHome({ EVERBEARER_VAULT: 'memory' })
  writeFileSync(home.path, 'not a folder')
  const { code, said } = await realHost.runToItsEnd(home, { args })
  expect(code).toBe(1)
  expect(said).toMatch(line)
  expect(said).toContain(home.path)
})
