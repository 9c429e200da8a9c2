/**
 * What the window must never let through (docs/architecture.md "Laws"), tried from inside the page and as a stranger
 * would.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Desktop } from '../../kit/electron/desktop-host.ts'
import { realHost } from '../../kit/electron/real-host.ts'
import { temporaryHome } from '../../kit/processes/temporary-home.ts'
import { until } from '../../kit/processes/until.ts'
import { brokenGuards, isOfEachPush } from '../guards/broken-guards.ts'
import { CHECKS, type Check } from '../guards/guard-checks.ts'

describe('the shell as it is built', () => {
  let desktop: Desktop
  const clean: (() => Promise<void>)[] = []
  beforeAll(async () => {
    const atEnd = (end: () => Promise<void>): void => void clean.push(end)
    const home = temporaryHome({ EVERBEARER_VAULT: 'memory' }, atEnd)
    desktop = await realHost.launch(home, { atEnd })
    await desktop.page.getByRole('heading', { name: 'No connections yet' }).waitFor()
  })
  afterAll(async () => {
    for (const end of clean.reverse()) await end()
  })

  test.each(Object.keys(CHECKS) as Check[])('%s', async (check) => {
    expect(await CHECKS[check](desktop)).toBe(true)
  })

  test('names outside of the contract never leave the page, and the door refuses them too', async () => {
    const said = await desktop.page.evaluate(`window.everbearer.call('vault.read', {})`)
    expect(said).toMatchObject({ ok: false, fault: { code: 'unknown_call' } })
    const token = await desktop.page.evaluate(`window.everbearer.call('connections.token', { name: 'x' })`)
    expect(token).toMatchObject({ ok: false, fault: { code: 'call_refused' } })
    expect(await desktop.page.evaluate(`Object.keys(window.everbearer).join()`)).toBe('call,listen')
  })

  test('a call of the wrong shape is a fault, whatever it is', async () => {
    const raw = await desktop.evaluate(async ({ BrowserWindow, invokes }) => {
      const handler = invokes.get('everbearer:call')
      const event = {
        sender: BrowserWindow.getAllWindows()[0]?.webContents,
        senderFrame: { url: 'app://everbearer/', parent: null },
      }
      const shapes = [
        null,
        7,
        'x',
        [],
        { name: 'keeper.status' },
        { name: 'keeper.status', input: { a: 1 } },
        { name: {}, input: {} },
      ]
      return await Promise.all(shapes.map((shape) => handler?.(event, shape) as Promise<{ ok: boolean }>))
    })
    expect(raw.map(({ ok }) => ok)).toEqual([false, false, false, false, false, false, false])
  })

  test('new windows are denied; a link to a known host opens outside', async () => {
    const outcome = await desktop.evaluate(({ BrowserWindow, opened }) => {
      const handler = BrowserWindow.getAllWindows()[0]?.webContents.openHandler
      const urls = [
        'https://draw.chavi.ai/admin/',
        'https://draw.chavi.ai.evil/',
        'file:///etc/passwd',
        'http://draw.chavi.ai/',
      ]
      return { actions: urls.map((url) => handler?.({ url }).action), opened: [...opened] }
    })
    expect(outcome).toEqual({ actions: ['deny', 'deny', 'deny', 'deny'], opened: ['https://draw.chavi.ai/admin/'] })
  })

  test('every permission is denied but copying text', async () => {
    const granted = await desktop.evaluate(({ session }) => {
      const all = [
        'media',
        'geolocation',
        'notifications',
        'clipboard-read',
        'openExternal',
        'clipboard-sanitized-write',
        'usb',
      ]
      return all.filter((permission) => {
        let yes = false
        session.defaultSession.permissionRequest?.({}, permission, (granted) => {
          yes = granted
        })
        return yes || session.defaultSession.permissionCheck?.({}, permission) === true
      })
    })
    expect(granted).toEqual(['clipboard-sanitized-write'])
    expect(await desktop.evaluate(({ session }) => session.defaultSession.device?.())).toBe(false)
  })

  test('our own calls go out through a session without a cache', async () => {
    const kept = () => desktop.evaluate(({ partitions }) => partitions.get('everbearer-http')?.options)
    expect(await until('that session', kept)).toEqual({ cache: false })
  })

  test.each(['/../main.js', '/..%2fmain.js', '/assets/../../cli.js', '/etc/passwd', '//evil/x', '/index.html%00.js'])(
    'the page’s address %s leads nowhere',
    async (path) => {
      const status = await desktop.evaluate(async ({ handlers }, asked) => {
        const answer = await handlers.get('app')?.(new Request(`app://everbearer${asked}`))
        return answer?.status
      }, path)
      expect(status).toBe(404)
    },
  )

  test('a crash of the page is told, and the page is there again', async () => {
    await desktop.page.evaluate('window.before = true')
    await desktop.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.webContents.emit('render-process-gone', {}, { reason: 'crashed' }),
    )
    await until('the notification', () =>
      desktop.evaluate(({ Notification }) =>
        Notification.shown.some(({ title }) => title === 'The window was opened anew'),
      ),
    )
    const page = await desktop.findPage()
    await until('a page that is a new one', async () => (await page.evaluate('window.before')) === undefined)
    await page.getByRole('heading', { name: 'No connections yet' }).waitFor()
  })

  test('waking up makes the keeper decide at once', async () => {
    const listeners = () =>
      desktop.evaluate(({ powerMonitor }) => [
        powerMonitor.listenerCount('resume'),
        powerMonitor.listenerCount('unlock-screen'),
      ])
    await until('somebody to listen', async () => Math.min(...(await listeners())) > 0)
    expect(await listeners()).toEqual([1, 1])
  })
})

brokenGuards(isOfEachPush)
