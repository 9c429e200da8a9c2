/** Electron's own security checklist, item by item: asserted on what Electron was really given, or answered in words. */
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Desktop } from '../../kit/electron/desktop-host.ts'
import { realHost } from '../../kit/electron/real-host.ts'
import { temporaryHome } from '../../kit/processes/temporary-home.ts'

const root = resolve(import.meta.dirname, '..', '..', '..')

type Facts = {
  readonly web: Readonly<Record<string, unknown>>
  readonly listened: readonly string[]
  readonly policy: string
  readonly exposed: string
  readonly schemes: string
  readonly opensForeign: string
  readonly channels: string
  readonly strangers: boolean
}

let facts: Facts
const clean: (() => Promise<void>)[] = []

beforeAll(async () => {
  const atEnd = (end: () => Promise<void>): void => void clean.push(end)
  const desktop = await realHost.launch(temporaryHome({ EVERBEARER_VAULT: 'memory' }, atEnd), { atEnd })
  await desktop.page.getByRole('heading', { name: 'No connections yet' }).waitFor()
  facts = await gathered(desktop)
})
afterAll(async () => {
  for (const end of clean.reverse()) await end()
})

async function gathered(desktop: Desktop): Promise<Facts> {
  const exposed = (await desktop.page.evaluate(`Object.keys(window.everbearer).join()`)) as string
  const main = await desktop.evaluate(async ({ BrowserWindow, handlers, heard, schemes, invokes, opened, session }) => {
    const window = BrowserWindow.getAllWindows()[0]
    const contents = window?.webContents
    const answer = await handlers.get('app')?.(new Request('app://everbearer/'))
    contents?.openHandler({ url: 'https://elsewhere.example/' })
    const stranger = (await invokes.get('everbearer:call')?.({ sender: { id: -1 }, senderFrame: null }, {})) as {
      ok: boolean
    }
    const guarded = ['will-navigate', 'will-frame-navigate', 'will-redirect', 'will-attach-webview']
    return {
      web: contents?.getLastWebPreferences() ?? {},
      listened: guarded.filter((event) => (contents?.listenerCount(event) ?? 0) > 0),
      policy: answer?.headers.get('content-security-policy') ?? '',
      schemes: JSON.stringify(schemes),
      opensForeign: opened.join(),
      channels: [...invokes.keys(), ...heard].join(),
      strangers: stranger.ok || session.defaultSession.permissionCheck?.({}, 'media') === true,
    }
  })
  return { ...main, exposed }
}

const packaging = () => readFileSync(join(root, 'scripts', 'package', 'package-config.mjs'), 'utf8')
const electronMajor = () =>
  Number(/\d+/.exec(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).devDependencies.electron)?.[0])

/** In the order of the checklist. Words stand where there is nothing that could be looked at. */
const CHECKLIST: readonly (readonly [string, ((facts: Facts) => boolean) | string])[] = [
  ['1 only load secure content', ({ policy }) => !/https?:|\*/.test(policy) && policy.includes("default-src 'none'")],
  ['2 no Node.js integration for remote content', ({ web }) => web['nodeIntegration'] === false],
  ['3 context isolation', ({ web }) => web['contextIsolation'] === true],
  ['4 process sandboxing', ({ web }) => web['sandbox'] === true],
  ['5 permission requests are handled', ({ strangers }) => !strangers],
  ['6 webSecurity stays on', ({ web }) => web['webSecurity'] === true],
  ['7 a content security policy', ({ policy }) => policy.includes("script-src 'self'") && !policy.includes('unsafe-')],
  ['8 no insecure content is allowed to run', ({ web }) => !web['allowRunningInsecureContent']],
  ['9 no experimental features', ({ web }) => !web['experimentalFeatures']],
  ['10 no enableBlinkFeatures', ({ web }) => !web['enableBlinkFeatures']],
  ['11 no allowpopups for webviews', ({ web }) => web['webviewTag'] === false],
  ['12 webview options are verified', ({ listened }) => listened.includes('will-attach-webview')],
  [
    '13 navigation is refused',
    ({ listened }) =>
      ['will-navigate', 'will-frame-navigate', 'will-redirect'].every((event) => listened.includes(event)),
  ],
  ['14 new windows are refused', 'Tried in guards.test.ts: whatever the address, the answer is "deny".'],
  ['15 openExternal gets no untrusted content', ({ opensForeign }) => opensForeign === ''],
  ['16 a current version of Electron', () => electronMajor() >= 45],
  // electron-store opens a second channel by itself, which tells a path and a version to whoever could send on it: nobody.
  [
    '17 the sender of every message is checked',
    ({ strangers, channels }) => !strangers && /^everbearer:call(,electron-store-get-data)?$/.test(channels),
  ],
  [
    '18 a custom protocol and no file://',
    ({ schemes }) => /"scheme":"app"/.test(schemes) && !/bypassCSP/.test(schemes),
  ],
  ['19 fuses', () => /runAsNode: false/.test(packaging()) && /onlyLoadAppFromAsar: true/.test(packaging())],
  ['20 no Electron API in the page', ({ exposed }) => exposed === 'call,listen'],
]

test.each(CHECKLIST)('%s', (_item, answer) => {
  if (typeof answer === 'string') expect(answer).toMatch(/^\w.+\.$/)
  else expect(answer(facts)).toBe(true)
})
