/**
 * The main job and the walls once more, in Electron itself through Playwright's driver, where its runtime is installed
 * and there is a screen. Unpackaged: in packages the fuse that the driver needs is off.
 */
import { join, resolve } from 'node:path'
import { _electron, type ElectronApplication, type Page } from 'playwright-core'
import { describe, expect, onTestFinished, test } from 'vitest'
import { findDesktop } from '../../electron/adapters/node/desktop-program.ts'
import { startDrawServer } from '../kit/draw-server.ts'
import { everbearer } from '../kit/everbearer-process.ts'
import { markers } from '../kit/markers.ts'
import { environmentOf, type Home, temporaryHome } from '../kit/temporary-home.ts'
import { until } from '../kit/until.ts'

const root = resolve(import.meta.dirname, '..', '..')
const found = findDesktop(process.env, { dist: join(root, 'dist') })

if (typeof found === 'string') {
  process.stderr.write(`\n*** SKIPPED: the desktop in Electron itself cannot be tried here (${found}). ***\n\n`)
}

const fileHome = () => temporaryHome({ EVERBEARER_VAULT: 'file', EVERBEARER_PASSPHRASE: 'correct horse battery' })
/** Of the desktop that tests run on; a home of its own leaves these out. */
const SCREEN = Object.fromEntries(
  ['DISPLAY', 'WAYLAND_DISPLAY', 'XDG_RUNTIME_DIR', 'XAUTHORITY'].map((name) => [name, process.env[name]]),
)

async function launched(home: Home): Promise<{ app: ElectronApplication; page: Page }> {
  if (typeof found === 'string') throw new Error(found)
  const env = environmentOf(home, SCREEN)
  const app = await _electron.launch({ executablePath: found.program, args: [...found.args], env })
  onTestFinished(() => app.close().catch(() => {}))
  const page = await app.firstWindow()
  await page.getByRole('heading', { name: 'No connections yet' }).waitFor()
  return { app, page }
}

describe.skipIf(typeof found === 'string')('electron real runtime', () => {
  test('a pair is entered, kept fresh, read by a command, and nothing of it comes back to the page', async () => {
    const server = await startDrawServer({ accessLifeSeconds: 8 })
    onTestFinished(() => server.stop())
    const home = fileHome()
    const { app, page } = await launched(home)
    const pair = server.issuePair()
    await page.getByRole('link', { name: 'Add connection' }).click()
    await page.getByRole('textbox', { name: 'Base URL' }).fill(server.url)
    await page.getByRole('textbox', { name: 'Client ID' }).fill('Institute A')
    await page.getByRole('textbox', { name: 'Access token' }).fill(pair.accessToken)
    await page.getByRole('textbox', { name: 'Refresh token' }).fill(pair.refreshToken)
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    const journal = page.getByRole('region', { name: 'Journal' })
    const renewed = async () => (await journal.getByText(/^Renewed/).count()) >= 1
    await until('a renewal in the journal', renewed, { deadlineMs: 30_000 })
    const printed = await everbearer(home, ['token', 'draw-institute-a'])
    expect(printed.code, printed.stderr).toBe(0)
    expect(server.tokens()).toContain(printed.stdout.trim())
    const hunt = markers(Object.fromEntries(server.tokens().map((token, index) => [`token ${index}`, token])))
    expect(hunt.inText('page', await page.content())).toEqual([])
    await app.close()
    expect(hunt.inTree(home.base)).toEqual([])
    expect((await everbearer(home, ['list', '--json'])).stdout).toContain('draw-institute-a')
  }, 120_000)

  test('the page has no Node, goes nowhere, opens nothing, and runs nothing that is not ours', async () => {
    const { app, page } = await launched(fileHome())
    // From a timer: what the driver evaluates itself stands above the page's content policy.
    const evaluated = page.evaluate(
      () =>
        new Promise((done) => {
          setTimeout(() => {
            try {
              done(new Function('return 1 + 1')())
            } catch {
              done('refused')
            }
          }, 0)
        }),
    )
    expect(await evaluated).toBe('refused')
    expect(await page.evaluate('[typeof require, typeof process, typeof Buffer]')).toEqual(Array(3).fill('undefined'))
    const before = page.url()
    await page.evaluate(`location.href = 'https://elsewhere.example/'`)
    expect(await page.evaluate(`window.open('https://elsewhere.example/')`)).toBeNull()
    expect(await page.evaluate(`fetch('https://elsewhere.example/').then(() => 'let through', () => 'refused')`)).toBe(
      'refused',
    )
    expect(page.url()).toBe(before)
    expect(app.windows()).toHaveLength(1)
    const asked = `everbearer.call('keeper.everything', {})`
    expect(await page.evaluate(asked)).toMatchObject({ ok: false, fault: { code: 'unknown_call' } })
  }, 60_000)

  test('closing leaves it running, and a second start brings the window back', async () => {
    const home = fileHome()
    const { app } = await launched(home)
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
    const doctor = await everbearer(home, ['doctor', '--json'])
    const lock = JSON.parse(doctor.stdout).findings.find(({ probe }: { probe: string }) => probe === 'lock')
    expect(lock.facts.pid).toBe(app.process().pid)
    await app.evaluate(({ app: own }) => own.emit('second-instance', {}, [], ''))
    const shown = () => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible() ?? false)
    await until('the window', shown, { deadlineMs: 10_000 })
  }, 60_000)
})
