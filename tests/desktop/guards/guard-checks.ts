import type { Desktop } from '../../kit/electron/desktop-host.ts'
import { until } from '../../kit/processes/until.ts'

/** Each check is true when the shell holds; broken-guards.ts shows that each can fail. */
export const CHECKS = {
  'the window is sandboxed, isolated and without Node': (desktop: Desktop) =>
    desktop.evaluate(({ BrowserWindow, app }) => {
      const { sandbox, contextIsolation, nodeIntegration, webviewTag, webSecurity } =
        BrowserWindow.getAllWindows()[0]?.webContents.getLastWebPreferences() ?? {}
      return (
        app.sandboxed &&
        sandbox === true &&
        contextIsolation === true &&
        !nodeIntegration &&
        !webviewTag &&
        webSecurity === true
      )
    }),
  'a page may not navigate away': async ({ page, evaluate }: Desktop) => {
    const before = page.url()
    await page.evaluate(`location.href = 'https://elsewhere.app.localhost/'`)
    const refused = () =>
      evaluate(({ BrowserWindow }) => (BrowserWindow.getAllWindows()[0]?.webContents.refused.length ?? 0) > 0)
    await until('an answer', async () => page.url() !== before || (await refused()))
    return page.url() === before
  },
  'a stranger is refused by the sender check': (desktop: Desktop) =>
    desktop.evaluate(async ({ BrowserWindow, invokes }) => {
      const handler = invokes.get('everbearer:call')
      const contents = BrowserWindow.getAllWindows()[0]?.webContents
      const message = { name: 'keeper.status', input: {} }
      const strangers = [
        { sender: { id: 999 }, senderFrame: { url: 'app://everbearer/', parent: null } },
        { sender: contents, senderFrame: { url: 'app://everbearer.evil/', parent: null } },
        { sender: contents, senderFrame: { url: 'https://draw.example/', parent: null } },
        { sender: contents, senderFrame: { url: 'app://everbearer/', parent: {} } },
        { sender: contents, senderFrame: null },
      ]
      const answers = await Promise.all(strangers.map((event) => handler?.(event, message) as Promise<{ ok: boolean }>))
      return answers.every(({ ok }) => !ok)
    }),
  'the content policy lets in no inline script and no foreign connection': async (desktop: Desktop) => {
    const policy = await desktop.evaluate(async ({ handlers }) => {
      const answer = await handlers.get('app')?.(new Request('app://everbearer/'))
      return answer?.headers.get('content-security-policy') ?? ''
    })
    return (
      /default-src 'none'/.test(policy) &&
      // By its digest, the map that says what each script must hold.
      /script-src 'self'( 'sha256-[\w+/]{43}=')?(;|$)/.test(policy) &&
      /connect-src 'self'(;|$)/.test(policy)
    )
  },
  'no client certificate leaves, whoever asks for one': ({ evaluate }: Desktop) =>
    evaluate(async ({ app, BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents ?? null
      const given = [null, contents].map((asker) => {
        let [chosen, prevented]: [unknown, boolean] = ['nothing', false]
        const event = {
          preventDefault() {
            prevented = true
          },
        }
        const choose = (certificate?: unknown): void => {
          chosen = certificate
        }
        for (const listener of app.listeners('select-client-certificate'))
          try {
            listener.call(app, event, asker, 'https://x/', [{}], choose)
          } catch {
            // Electron's own hands it on to the page, which is not there where none asked.
          }
        return prevented && chosen === undefined
      })
      return given.every(Boolean)
    }),
  'nothing is downloaded, in no session': ({ evaluate }: Desktop) =>
    evaluate(({ session }) => {
      const sessions = [session.defaultSession, session.fromPartition('everbearer-http', { cache: false })]
      const later = session.fromPartition('made-later', { cache: true })
      return [...sessions, later].every((one) => {
        let refused = false
        const event = {
          preventDefault() {
            refused = true
          },
        }
        one.emit(
          'will-download',
          event as never,
          { getURL: () => 'blob:app://everbearer/5e6f' } as never,
          null as never,
        )
        return refused
      })
    }),
} as const

export type Check = keyof typeof CHECKS
