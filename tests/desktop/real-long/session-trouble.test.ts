/** The desktop on a real desktop in trouble: started twice, ended in the middle, parts of it killed, a keyring that is shut. */
import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { type DrawServer, drawConnection, startDrawServer } from '../../kit/draw/draw-server.ts'
import { realHost, realStart } from '../../kit/electron/real-host.ts'
import { addConnection, everbearer } from '../../kit/processes/everbearer-process.ts'
import { environmentOf, type Home } from '../../kit/processes/temporary-home.ts'
import { until } from '../../kit/processes/until.ts'
import { startSession } from '../../kit/session/desktop-session.ts'

const TITLE = 'Everbearer$'

async function addWard(home: Home, server: DrawServer) {
  const pair = server.issuePair()
  await addConnection(home, drawConnection('ward', server.url, pair))
  return pair
}

/** Its exit code, once it has one. */
function started(home: Home): { readonly ended: Promise<number | null> } {
  const { program, args, env, cwd } = realStart(home)
  const child = spawn(program, [...args], { env, cwd, stdio: 'ignore' })
  const ended = new Promise<number | null>((done) => child.once('exit', (code) => done(code)))
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await ended
  })
  return { ended }
}

test('two starts at once come to one window and one keeper', async () => {
  const session = await startSession()
  const both = [started(session.home), started(session.home)]
  expect(await Promise.race(both.map(({ ended }) => ended))).toBe(0)
  await session.window(TITLE)
  expect(await session.windowsNamed(TITLE)).toHaveLength(1)
  await until('its icon', async () => (await session.tray.items()).length > 0)
  expect(await session.tray.items()).toHaveLength(1)
  await session.tray.choose('Quit')
  await Promise.all(both.map(({ ended }) => ended))
})

test('chosen in the tray, it starts at login as the file in the autostart folder says: hidden, and keeping', async () => {
  const session = await startSession()
  const desktop = await realHost.launch(session.home, { untouched: true })
  await desktop.page.getByRole('heading', { name: 'No connections yet' }).waitFor()
  await session.tray.choose('Start at login')
  const file = join(
    session.env['XDG_CONFIG_HOME'] ?? join(session.home.base, 'user', '.config'),
    'autostart',
    'everbearer.desktop',
  )
  await until('the file', () => existsSync(file))
  await session.tray.choose('Quit')
  await desktop.exited

  const command = /^Exec=(.+)$/m.exec(readFileSync(file, 'utf8'))?.[1] ?? ''
  const login = spawn('sh', ['-c', `exec ${command.replaceAll('%%', '%')}`], {
    env: environmentOf(session.home),
    cwd: '/',
    stdio: 'ignore',
  })
  const ended = new Promise<void>((done) => login.once('exit', () => done()))
  onTestFinished(async () => {
    login.kill('SIGKILL')
    await ended
  })
  await until('its icon', async () => (await session.tray.items()).length === 1)
  expect(await session.windowsNamed(TITLE)).toEqual([])
  await session.tray.activate()
  await session.window(TITLE)
})

test.each(['by a signal', 'by the system’s word'])(
  'ended %s in mid-renewal it waits, and nothing is spent twice',
  async (how) => {
    const server = await startDrawServer()
    const session = await startSession()
    const desktop = await realHost.launch(session.home, { untouched: true })
    await desktop.page.getByRole('heading', { name: 'No connections yet' }).waitFor()
    const pair = await addWard(session.home, server)
    server.control({ weather: [{ kind: 'slow', ms: 3_000 }] })
    await desktop.page.evaluate(`void window.everbearer.call('connections.refresh', { name: 'ward' })`)
    await until('the renewal to be sent', () => server.control({}).weatherWaiting === 0)
    if (how === 'by a signal') await desktop.end()
    else await session.shutDown()
    expect(await desktop.exited).toBe(0)
    const { stdout } = await everbearer(session.home, ['token', 'ward'])
    expect(stdout.trim()).not.toBe(pair.accessToken)
    expect(server.tokens()).toContain(stdout.trim())
    expect(server.record.reuseCount).toBe(0)
  },
)

test('a screen that is gone at once ends it; nothing is lost, and the next one keeps', async () => {
  const server = await startDrawServer()
  const session = await startSession()
  const desktop = await realHost.launch(session.home, { untouched: true })
  await desktop.page.getByRole('heading', { name: 'No connections yet' }).waitFor()
  const pair = await addWard(session.home, server)
  await session.endScreen()
  await desktop.exited
  expect((await everbearer(session.home, ['token', 'ward'])).stdout.trim()).toBe(pair.accessToken)
  const refreshed = await everbearer(session.home, ['refresh', 'ward'])
  expect(refreshed.code, refreshed.stderr).toBe(0)
  expect(server.record.reuseCount).toBe(0)
})

/** Of the programs that Electron has started for itself: those with this word in their command line. */
function childrenWith(pid: number, word: string): readonly number[] {
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return all.map(Number).filter((id) => {
    try {
      return readFileSync(`/proc/${id}/cmdline`, 'utf8').includes(word) && ancestors(id).includes(pid)
    } catch {
      return false
    }
  })
}

const some = (ids: readonly number[]) => (ids.length > 0 ? ids : null)

function ancestors(id: number): readonly number[] {
  const parent = Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1] ?? 0)
  return parent === 0 ? [] : [parent, ...ancestors(parent)]
}

test.each(['--type=renderer', '--type=gpu-process', 'network.mojom.NetworkService'])(
  'killed from outside, %s comes back, and tokens are renewed all the same',
  async (word) => {
    const server = await startDrawServer()
    const session = await startSession()
    const desktop = await realHost.launch(session.home, { untouched: true })
    await desktop.page.getByRole('heading', { name: 'No connections yet' }).waitFor()
    const pair = await addWard(session.home, server)
    const victims = await until('such a process', () => some(childrenWith(desktop.pid, word)))
    for (const id of victims ?? []) process.kill(id, 'SIGKILL')
    await until('another one', () => childrenWith(desktop.pid, word).some((id) => !victims?.includes(id)))
    const refreshed = await everbearer(session.home, ['refresh', 'ward'])
    expect(refreshed.code, refreshed.stderr).toBe(0)
    expect((await everbearer(session.home, ['token', 'ward'])).stdout.trim()).not.toBe(pair.accessToken)
    await session.window(TITLE)
  },
)

test('what draws may crash as often as it likes: the window and the keeper stay', async () => {
  const session = await startSession()
  const desktop = await realHost.launch(session.home, { untouched: true })
  await desktop.page.getByRole('heading', { name: 'No connections yet' }).waitFor()
  // Chromium gives up after three in each of its ways of drawing, of which there are up to three.
  for (let time = 1; time <= 12; time += 1) {
    const drawing = await until('a process that draws', () => some(childrenWith(desktop.pid, '--type=gpu-process')))
    const [victim = Number.NaN] = drawing ?? []
    process.kill(victim, 'SIGKILL')
    await until('its end', () => !childrenWith(desktop.pid, '--type=gpu-process').includes(victim))
  }
  expect(await everbearer(session.home, ['doctor', '--json'])).toMatchObject({
    stdout: expect.stringContaining(String(desktop.pid)),
  })
  await session.window(TITLE)
})

test('quit in mid-renewal nothing is to be seen of it any more, and who starts it again gets it afterwards', async () => {
  const server = await startDrawServer()
  const session = await startSession()
  const desktop = await realHost.launch(session.home, { untouched: true })
  await desktop.page.getByRole('heading', { name: 'No connections yet' }).waitFor()
  await addWard(session.home, server)
  const reply = Promise.withResolvers<void>()
  server.control({ weather: [{ kind: 'held', until: reply.promise }] })
  await desktop.page.evaluate(`void window.everbearer.call('connections.refresh', { name: 'ward' })`)
  await until('the renewal to be sent', () => server.control({}).weatherWaiting === 0)
  await session.tray.choose('Quit')
  await until('no window', async () => (await session.windowsNamed(TITLE)).length === 0)
  expect(await started(session.home).ended).toBe(0)
  reply.resolve()
  await desktop.exited
  await session.window(TITLE)
  await session.tray.choose('Quit')
  await until('its end', async () => (await session.tray.items()).length === 0)
  expect(server.record.reuseCount).toBe(0)
})

test('behind a keyring that is shut the list stands; unlocked later, it works by itself', async () => {
  const server = await startDrawServer()
  const session = await startSession()
  const pair = await addWard(session.home, server)
  await session.keyring.lock()
  const desktop = await realHost.launch(session.home, { untouched: true })
  await desktop.page.getByText('ward', { exact: true }).first().waitFor()
  await desktop.page.getByText('The keychain is locked').first().waitFor()
  await session.keyring.unlock()
  await until(
    'the token',
    async () => (await everbearer(session.home, ['token', 'ward'])).stdout.trim() === pair.accessToken,
  )
  await until('no word of a lock', async () => (await desktop.page.getByText('The keychain is locked').count()) === 0)
})

test('a window that was left on a larger screen opens whole on a smaller one', async () => {
  const session = await startSession({ screen: '1600x1000' })
  const first = await realHost.launch(session.home, { untouched: true })
  await session.window(TITLE)
  await first.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.setBounds({ x: 1_350, y: 700, width: 1_200, height: 900 }),
  )
  const kept = join(session.home.path, 'window.json')
  await until('it to be remembered', () => JSON.parse(readFileSync(kept, 'utf8')).bounds?.width === 1_200)
  await first.end()
  await first.exited
  const smaller = await session.otherScreen('1024x700')
  const second = await realHost.launch(
    { ...session.home, env: { ...session.home.env, DISPLAY: smaller } },
    { untouched: true },
  )
  await until('its window', () => second.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible()))
  const bounds = await second.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getNormalBounds())
  expect(bounds).toMatchObject({ x: 0, y: 0 })
  const { width, height } = bounds as { width: number; height: number }
  expect([width <= 1_024, height <= 700]).toEqual([true, true])
})
