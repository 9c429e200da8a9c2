/**
 * A desktop session around a real Electron: a screen of its own with a window manager (openbox), a host for tray icons, a
 * notification daemon (dunst), a recorder in the place of xdg-open, the system's word for sleep, and a keyring. What a
 * person does is done by xdotool; what a person sees is asked of the window system and of the daemons.
 *
 *   const session = await startSession()
 *   const desktop = await realHost.launch(session.home, { untouched: true })
 *   await session.window('Everbearer')
 *   await session.close('Everbearer')
 *   (await session.tray.items())[0].menu
 */
import { execFile, spawn } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Page } from 'playwright-core'
import { onTestFinished } from 'vitest'
import { startSecretService } from '../keyrings/secret-service.ts'
import { startSessionBus } from '../keyrings/session-bus-daemon.ts'
import { chromiumPath, QUIET } from '../page/chromium.ts'
import { type Home, temporaryHome } from '../processes/temporary-home.ts'
import { until } from '../processes/until.ts'
import { isTrayOwned, placeIn, TRAYER } from './old-panel.ts'
import { startService } from './service.ts'
import { startTwoScreens } from './two-screens.ts'

const run = promisify(execFile)
const IS_DRAWN = `performance.getEntriesByName('first-contentful-paint').length > 0`

export type TrayItem = { readonly title: string; readonly tip: string; readonly menu: readonly string[] }
export type Notice = { readonly summary: string; readonly body: string }
type SessionOptions = {
  /** Width and height of the screen. */
  readonly screen?: string
  readonly locked?: boolean
  /** A screen beside which a second one comes and goes (two-screens.ts). */
  readonly twoScreens?: boolean
  /** An older panel, which draws the icon and its menu on the screen (old-panel.ts); `tray` knows nothing of it. */
  readonly oldPanel?: boolean
  /** Chromium in the place of the recorder of links, as the browser of this system. */
  readonly browser?: boolean
}

export async function startSession(options: SessionOptions = {}) {
  const { screen = '1280x900', locked = false, oldPanel = false, browser = false, twoScreens = false } = options
  const keyring = await startSecretService({ locked })
  onTestFinished(() => keyring.stop())
  const two = twoScreens ? await startTwoScreens(join(keyring.home, 'screens')) : null
  const main = two ?? (await startScreen(screen))
  const { display } = main
  const base = { ...process.env, ...keyring.env, DISPLAY: display }
  const system = join(keyring.home, 'system')
  mkdirSync(system)
  const systemBus = await startSessionBus(system, base, {})
  onTestFinished(() => void systemBus.kill())
  const env = { ...keyring.env, DISPLAY: display, DBUS_SYSTEM_BUS_ADDRESS: `unix:path=${join(system, 'bus')}` }
  const home: Home = temporaryHome({ ...env, EVERBEARER_VAULT: 'keychain' })
  const opened = join(home.base, 'opened')
  const path = opener(home, browser ? browserScript(home) : `echo "$1" >> '${opened}'`)
  const all: NodeJS.ProcessEnv = { ...process.env, ...env }
  const watcher = oldPanel ? null : await startService('watcher', all)
  const login1 = await startService('login1', all)
  start('openbox', ['--sm-disable'], all)
  if (oldPanel) start('trayer', TRAYER, all)
  start('dunst', ['-config', dunstConfig(home)], all)
  await until('a window manager', async () =>
    (await said('xprop', ['-root', '_NET_SUPPORTING_WM_CHECK'])).includes('#'),
  )
  await until('a notification daemon', async () => (await said('dunstctl', ['count'])).includes('History'))
  // A program that asks for a place before somebody gives them out gets none.
  if (oldPanel) await until('a panel', () => isTrayOwned(said))

  async function said(program: string, args: readonly string[]): Promise<string> {
    return (await run(program, [...args], { env: all }).catch(({ stdout = '' }) => ({ stdout }))).stdout
  }
  const windowsNamed = async (name: string) =>
    (await said('xdotool', ['search', '--onlyvisible', '--name', name])).split('\n').filter(Boolean)

  const focused = async () => (await said('xdotool', ['getwindowfocus', 'getwindowname'])).trim()
  /** Until then keys are lost: the window manager gives a window the focus, and its page hears nothing before it is drawn. */
  const hears = async (name: RegExp, page?: Page): Promise<void> => {
    await until('the window to hear the keys', async () => name.test(await focused()))
    if (page) await until('its page to be drawn', () => page.evaluate<boolean>(IS_DRAWN))
  }
  const click = (x: number, y: number, button = 1) =>
    said('xdotool', ['mousemove', `${x}`, `${y}`, 'click', `${button}`])
  const key = (...keys: readonly string[]) => said('xdotool', ['key', '--clearmodifiers', ...keys])

  return {
    home: { ...home, env: { ...home.env, PATH: path } },
    keyring,
    env: all,
    tray: {
      items: async () => ((await watcher?.ask('items')) ?? []) as readonly TrayItem[],
      /** A click on the icon, once it is there. */
      activate: () => until('its icon', () => watcher?.ask('activate 0')),
      /** A click on that entry of its menu, once it is there; the same again where the menu became another one meanwhile. */
      choose: (label: string) => until(`${label} in its menu`, () => watcher?.ask(`choose 0 ${label}`)),
    },
    /** Null without `twoScreens`. */
    secondScreen: two?.second ?? null,
    /** Another screen, with nothing on it; gives its DISPLAY. */
    otherScreen: async (size: string) => (await startScreen(size)).display,
    /** Told once somebody listens: the system says each of these words once. */
    sleep: (begins: boolean) => until('a listener', () => login1.ask(`sleep ${begins}`)),
    shutDown: () => until('a listener', () => login1.ask('shutdown true')),
    /** As a display manager ends a session: whoever has a window loses the way to it in the middle of a word. */
    endScreen: main.end,
    /** The windows of that name that can be seen on the screen. */
    windowsNamed,
    window: (name: string) => until(`a window ${name}`, async () => (await windowsNamed(name))[0]),
    hears,
    key,
    /** Closes the window of that name by its keys, which are lost as long as it does not hear them. */
    async close(name: string): Promise<void> {
      await hears(new RegExp(name))
      await key('alt+F4')
      await until('no window', async () => (await windowsNamed(name)).length === 0)
    },
    type: (text: string) => said('xdotool', ['type', '--clearmodifiers', '--delay', '1', text]),
    click,
    /** Until so many notifications are on the screen. */
    noticed: (count = 1) =>
      until(`${count} notifications`, async () => (await said('dunstctl', ['count'])).includes(`displayed: ${count}`)),
    /** Clicks the notification, once it is there to be clicked: the daemon counts it before it draws it. */
    async clickNotice(): Promise<void> {
      await until('a notification on the screen', async () =>
        (await said('xdotool', ['search', '--onlyvisible', '--class', 'Dunst'])).trim(),
      )
      await click(100, 30)
    },
    /** What the program draws in, on the screen, without the window manager's frame. */
    geometry: async (window: string) => placeIn(await said('xwininfo', ['-id', window])),
    /** What the notification daemon has on the screen and in its memory. */
    async notices(): Promise<readonly Notice[]> {
      const { data = [[]] } = JSON.parse((await said('dunstctl', ['history'])) || '{}') as { data?: DunstEntry[][] }
      return data.flat().map(({ summary, body }) => ({ summary: summary.data, body: body.data }))
    },
    said,
    /** What was handed to the system's browser. */
    opened: () => (existing(opened) ?? '').split('\n').filter(Boolean),
    async picture(file: string): Promise<void> {
      await run('import', ['-window', 'root', file], { env: all })
    },
  }
}

type DunstEntry = { readonly summary: { readonly data: string }; readonly body: { readonly data: string } }

function start(program: string, args: readonly string[], env: NodeJS.ProcessEnv): void {
  const child = spawn(program, [...args], { env, stdio: 'ignore' })
  const gone = new Promise<void>((done) => child.once('exit', () => done()).once('error', () => done()))
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await gone
  })
}

async function startScreen(screen: string): Promise<{ readonly display: string; end(): Promise<void> }> {
  // -r: a key repeats itself while it is down, and on a busy machine xdotool may take long to let go of it.
  const words = ['-displayfd', '3', '-screen', '0', `${screen}x24`, '-nolisten', 'tcp', '-noreset', '-r']
  const server = spawn('Xvfb', words, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] })
  const gone = new Promise<void>((done) => server.once('exit', () => done()))
  const end = async (): Promise<void> => {
    server.kill('SIGKILL')
    await gone
  }
  onTestFinished(end)
  const number = await new Promise<string>((done, failed) => {
    server.once('error', failed)
    server.once('exit', (code) => failed(new Error(`Xvfb ended with ${code}`)))
    server.stdio[3]?.once('data', (text) => done(String(text).trim()))
  })
  return { display: `:${number}`, end }
}

/** First in PATH, under the name that everybody asks for the system's browser. */
function opener(home: Home, script: string): string {
  const folder = join(home.base, 'bin')
  mkdirSync(folder)
  writeFileSync(join(folder, 'xdg-open'), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  return `${folder}:${process.env['PATH']}`
}

/** Without a bar above the page, so that Tab comes to the page's first button, drawn or not. It ends with its screen, and holds no pipe until then. */
function browserScript(home: Home): string {
  const words = [...QUIET.filter((word) => word !== '--headless'), '--allow-pre-commit-input']
  return `exec '${chromiumPath()}' ${words.join(' ')} --user-data-dir='${join(home.base, 'chromium')}' --app="$1" >/dev/null 2>&1`
}

/** A left click does what the notification offers; it stays until then, in a corner that tests know. */
function dunstConfig(home: Home): string {
  const file = join(home.base, 'dunstrc')
  const lines = [
    '[global]',
    'origin = top-left',
    'offset = 0x0',
    'width = 300',
    'mouse_left_click = do_action, close_current',
  ]
  writeFileSync(file, [...lines, 'idle_threshold = 0', 'history_length = 50', ''].join('\n'))
  return file
}

function existing(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}
