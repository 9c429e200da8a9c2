/** The desktop's main job in its window, from the first connection to the end of the program. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startDrawServer } from '../../kit/draw/draw-server.ts'
import { realHost } from '../../kit/electron/real-host.ts'
import { standsBehind } from '../../kit/electron/stands-behind.ts'
import { markers } from '../../kit/markers.ts'
import { everbearer } from '../../kit/processes/everbearer-process.ts'
import { fileHome } from '../../kit/processes/file-home.ts'
import { until } from '../../kit/processes/until.ts'

test('a pair is entered in the window, kept fresh, read by a command, and nothing of it comes back to the page', async () => {
  const server = await startDrawServer({ accessLifeSeconds: 16 })
  const home = await fileHome()
  const desktop = await realHost.launch(home)
  const { page } = desktop
  const pair = server.issuePair()
  await page.getByRole('link', { name: 'Add connection' }).click()
  await page.getByRole('textbox', { name: 'Base URL' }).fill(server.url)
  await page.getByRole('textbox', { name: 'Client ID' }).fill('Institute A')
  await page.getByRole('textbox', { name: 'Access token' }).fill(pair.accessToken)
  await page.getByRole('textbox', { name: 'Refresh token' }).fill(pair.refreshToken)
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByRole('heading', { name: 'draw-institute-a' }).waitFor()
  const journal = page.getByRole('region', { name: 'Journal' })
  await until('a renewal in the journal', async () => (await journal.getByText(/^Renewed/).count()) >= 1)
  const printed = await everbearer(home, ['token', 'draw-institute-a'])
  expect(printed.code, printed.stderr).toBe(0)
  const doctor = JSON.parse((await everbearer(home, ['doctor', '--json'])).stdout) as object
  expect(JSON.stringify(doctor)).not.toContain(printed.stdout.trim())

  await page.getByRole('button', { name: 'Copy token' }).click()
  await page.getByText('On the clipboard for a minute.').waitFor()
  const copied = await desktop.evaluate(({ clipboard }) => clipboard.readText())
  expect(server.tokens()).toContain(copied)
  // A press of the middle button would paste what lies there, long after the clipboard was cleared.
  expect(await desktop.evaluate(({ clipboard }) => clipboard.selection?.readText() ?? '')).toBe('')
  const hunt = markers(Object.fromEntries(server.tokens().map((token, index) => [`token ${index}`, token])))
  expect(hunt.inText('page', await page.content())).toEqual([])
  expect(hunt.inTree(home.base)).toEqual([])

  await desktop.end()
  expect(await desktop.exited).toBe(0)
  expect((await everbearer(home, ['list', '--json'])).stdout).toContain('draw-institute-a')
})

test('closing keeps it running in the tray, told once; a second start brings it back; quitting quits', async () => {
  const home = await fileHome()
  const desktop = await realHost.launch(home)
  await desktop.page.getByRole('heading', { name: 'No connections yet' }).waitFor()
  const closeTwice = () =>
    desktop.evaluate(({ BrowserWindow, Notification, app }) => {
      const [window] = BrowserWindow.getAllWindows()
      window?.close()
      const hidden = window?.isVisible() === false
      app.emit('second-instance', {}, ['--hidden'], '')
      const stillHidden = window?.isVisible() === false
      app.emit('second-instance', {}, [], '')
      const back = window?.isVisible() === true
      window?.close()
      return { hidden, stillHidden, back, told: Notification.shown.map(({ title }) => title) }
    })
  await standsBehind(desktop)
  expect(await closeTwice()).toEqual({ hidden: true, stillHidden: true, back: true, told: ['Everbearer goes on'] })
  const menu = await desktop.evaluate(
    ({ Tray }) => Tray.all[0]?.menu?.items.map(({ label, type }) => (type === 'separator' ? '-' : label)) ?? [],
  )
  expect(menu).toEqual([
    'Open Everbearer',
    '-',
    'Refresh all',
    'Start at login',
    'Keep running when the window is closed',
    '-',
    'Quit',
  ])
  await desktop.evaluate(({ Tray }) => Tray.all[0]?.menu?.items.at(-1)?.click?.({}))
  expect(await desktop.exited).toBe(0)
})

test('window.json that cannot be read is set aside, and told', async () => {
  const home = await fileHome()
  mkdirSync(home.path, { recursive: true, mode: 0o700 })
  writeFileSync(join(home.path, 'window.json'), '{"version":1,"bou')
  const desktop = await realHost.launch(home)
  const told = () => desktop.evaluate(({ Notification }) => Notification.shown.map(({ title, body }) => [title, body]))
  // What stands behind the window comes after its first words.
  await until('a word of it', async () => (await told()).length > 0)
  expect(await told()).toEqual([
    ['The window begins anew', 'Its settings could not be read. The old file is kept as window.json.damaged-1.'],
  ])
  expect(readFileSync(join(home.path, 'window.json.damaged-1'), 'utf8')).toBe('{"version":1,"bou')
})
