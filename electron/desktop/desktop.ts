import * as electron from 'electron'
import {
  app,
  type BrowserWindow,
  clipboard,
  dialog,
  ipcMain,
  Menu,
  Notification,
  powerMonitor,
  protocol,
  session,
  shell,
  utilityProcess,
} from 'electron'
import type { Notice } from '../../shared/contract.ts'
import { WINDOW_CHANNELS } from '../../shared/contract-names.ts'
import { rememberedAt } from '../../shared/domain/kept-index.ts'
import { type Fault, fault } from '../../shared/fault.ts'
import { desktopTextsFor } from '../../shared/text/desktop-texts.ts'
import { textsFor } from '../../shared/text/language.ts'
import { filled } from '../../shared/text/sentence.ts'
import { sessionHttp } from '../adapters/electron/http.ts'
import { utilityKeychainChild } from '../adapters/electron/keychain-child.ts'
import { electronWake } from '../adapters/electron/wake.ts'
import { windowFile } from '../adapters/electron/window-file.ts'
import { readBuiltPage } from '../adapters/node/built-page.ts'
import { nodeClock } from '../adapters/node/clock.ts'
import { HIDDEN } from '../adapters/node/desktop-program.ts'
import { lookAtIndex } from '../adapters/node/index-file.ts'
import { journalFile } from '../adapters/node/journal-file.ts'
import { stateFolderPath } from '../adapters/node/state-folder.ts'
import { nodeWake } from '../adapters/node/wake.ts'
import { consenting } from '../doors/consent.ts'
import { createIpcDoor } from '../doors/ipc.ts'
import { nodeDemo } from '../hosting/node-demo.ts'
import { openNodeBridge } from '../hosting/node-host.ts'
import { ownStateFolder } from '../hosting/own-state-folder.ts'
import { VERSION } from '../hosting/version.ts'
import { showAbout } from './about.ts'
import { appMenu } from './app-menu.ts'
import { askToForget, createQuestion } from './ask-person.ts'
import { concealedClipboard } from './concealed-clipboard.ts'
import { createCopyToken } from './copy-token.ts'
import { LINK_SCHEME, placeOfLink, placeOfWords } from './deep-link.ts'
import { earlyBridge } from './early-bridge.ts'
import { hardenPages, hardenSessions, refuseCertificates } from './hardening.ts'
import { keptInMemory } from './kept-in-memory.ts'
import { createOneDeed } from './one-deed.ts'
import { servePage } from './protocol.ts'
import { createSaveFile } from './save-file.ts'
import { createSignInLinks } from './sign-in-links.ts'
import { setStartAtLogin } from './start-at-login.ts'
import { openTray, type TrayIcon } from './tray.ts'
import { isTrusted } from './trusted-senders.ts'
import { watchUncaught } from './uncaught.ts'
import { followViews } from './views.ts'
import { goTo, openWindow } from './window.ts'
import { watchHealth } from './window-health.ts'
import { createTelling } from './worth-telling.ts'

const AGENT = `Everbearer/${VERSION}`

/** Without cache and without anything of a person's; nothing but our own calls goes through it (design decision 15). */
const HTTP_SESSION = 'everbearer-http'

/** By its name: an import of what a runtime before it lacks would keep the whole program from starting. */
const clipboardItem = () => Reflect.get(electron, 'ClipboardItem') as typeof electron.ClipboardItem | undefined

/** The desktop from "ready" to "quit": a keeper like every other host's, and a window, a tray icon and notifications on it. */
export async function startDesktop(dist: string): Promise<void> {
  const texts = textsFor(app.getLocale())
  const words = desktopTextsFor(app.getLocale())
  const stateFolder = stateFolderPath(process.env)
  await ownStateFolder(stateFolder)
  // What is found before anything can be said is said as soon as it can.
  let early: Fault | null = null
  let tellTrouble = (trouble: Fault): void => {
    early = trouble
  }
  const file = windowFile({ folder: stateFolder, clock: nodeClock, troubled: (trouble) => tellTrouble(trouble) })
  // Past the keeper, whose other process may be the one that keeps: a line of its own at the end of the file.
  const journal = journalFile(stateFolder)
  watchUncaught(process, (bug) => void journal.append({ at: nodeClock.now(), ...bug }).catch(() => {}))
  const signInLinks = createSignInLinks()
  hardenPages(app, shell, signInLinks.has)
  hardenSessions(app, session)
  refuseCertificates(app)
  servePage(protocol, await readBuiltPage())

  const own = session.fromPartition(HTTP_SESSION, { cache: false })
  // The window does not wait for it: a keychain may take its time, and an old keeper even more. Begun before the window
  // all the same: it takes the passphrase out of the environment, which the window's processes inherit.
  const opening = openNodeBridge({
    host: 'desktop',
    lasting: true,
    http: sessionHttp({
      clock: nodeClock,
      agent: AGENT,
      fetch: (url, init) => own.fetch(url, init),
      // Loaded when the first of them comes: most windows have none.
      byNode: {
        send: async (request) => {
          const { nodeHttp } = await import('../adapters/node/http.ts')
          return nodeHttp({ clock: nodeClock, agent: AGENT }).send(request)
        },
      },
      resolveProxy: (url) => own.resolveProxy(url),
    }),
    wake: electronWake(powerMonitor, nodeWake(nodeClock), nodeClock),
    startKeychainChild: utilityKeychainChild(utilityProcess),
  })
  const remembered = () => rememberedAt(lookAtIndex(stateFolder)?.connections ?? [], nodeClock.now())
  const bridge = earlyBridge(opening, remembered)
  const demo = nodeDemo(bridge, process.env, Date.now)
  const copyToken = createCopyToken(bridge, concealedClipboard(clipboard, clipboardItem(), process.platform), nodeClock)
  const saveFile = createSaveFile(dialog)
  const answer = createIpcDoor({
    bridge: consenting(saveFile.watching(signInLinks.watching(bridge)), createQuestion(dialog, words)),
    host: {
      'host.startDemo': () => demo.start(),
      'host.copyToken': copyToken.copy,
      'host.saveFile': saveFile.save,
    },
  })

  let window: BrowserWindow | null = null
  let leaving = false
  let left = false
  let asking = false

  ipcMain.handle(WINDOW_CHANNELS.call, (event, message: unknown) => {
    if (!isTrusted(event, window?.webContents.id ?? null)) return { ok: false, fault: fault('call_refused') }
    return answer(message)
  })
  const send = (event: unknown): void => {
    if (window !== null && !window.isDestroyed()) window.webContents.send(WINDOW_CHANNELS.event, event)
  }

  /** `place` is an address within the page; without one, a window that is there shows what it showed. */
  function show(place: string | null, hidden = false): void {
    if (window === null) {
      window = openWindow({ file, dist, packaged: app.isPackaged }, place ?? '', hidden)
      watchHealth(window, nodeClock, () => say(words.windowFailed, words.windowFailedSay, null))
      window.on('close', (event) => {
        if (leaving || tray === null || !file.current().closeToTray) return
        event.preventDefault()
        window?.hide()
        once('closeToTray', words.stillHere, words.stillHereSay)
      })
      window.on('closed', () => {
        window = null
      })
    } else {
      if (window.isMinimized()) window.restore()
      window.show()
      window.focus()
      if (place !== null) goTo(window, place)
    }
  }
  const showConnection = (name: string | null): void => show(name === null ? null : `#/connections/${name}`)

  function say(title: string, body: string, connection: string | null): void {
    if (!Notification.isSupported()) return
    const notification = new Notification({ title, body })
    notification.on('click', () => showConnection(connection))
    notification.show()
  }

  /** Told the first time, and never again. */
  function once(what: 'closeToTray' | 'noTray', title: string, body: string): void {
    const { told } = file.current()
    if (told[what]) return
    file.change({ told: { ...told, [what]: true } })
    say(title, body, null)
  }

  const one = createOneDeed({ bridge, copyToken: copyToken.copy, say, texts, words })
  const views = followViews(bridge)
  const tray: TrayIcon | null = openTray(
    dist,
    {
      open: showConnection,
      one: (deed, name) => void one(deed, name),
      refreshAll: () =>
        views.all().forEach(({ name }) => void bridge.call('connections.refresh', { name }).catch(() => {})),
      quit: () => app.quit(),
      chosen: () => file.current(),
      choose(choice, on) {
        file.change({ [choice]: on })
        if (choice === 'startAtLogin') void setStartAtLogin(on)
      },
    },
    { texts, words },
  )
  tray?.show(remembered())
  views.watch((all) => tray?.show(all))
  const deeds = {
    open: (place: string) => show(place),
    about: () => showAbout(app, dist),
    quit: () => app.quit(),
  }
  Menu.setApplicationMenu(Menu.buildFromTemplate(appMenu({ platform: process.platform, words, deeds })))
  tellTrouble = ({ params }) => say(words.settingsUnwritable, filled(words.settingsUnwritableSay, params), null)
  if (early !== null) tellTrouble(early)
  if (file.setAside !== null) say(words.settingsAside, filled(words.settingsAsideSay, { file: file.setAside }), null)
  const tell = createTelling(texts, words)
  bridge.subscribe((notice: Notice) => {
    send({ kind: 'notice', notice })
    const told = tell(notice)
    if (told !== null && !(window?.isFocused() ?? false)) say(told.title, told.body, told.connection)
  })
  bridge.watchKeeper((here) => send({ kind: 'keeper', here }))

  // At login, or by a command that needs a keeper: whoever started it so wants no window.
  app.on('second-instance', (_event, words) => void (words.includes(HIDDEN) || show(placeOfWords(words))))
  // On macOS a link comes as an event, also to a program that has just begun.
  app.on('open-url', (event, link) => {
    event.preventDefault()
    show(placeOfLink(link))
  })
  // On Linux the package's own desktop file says so; elsewhere, and only for a package, the program itself.
  if (app.isPackaged && process.platform !== 'linux') app.setAsDefaultProtocolClient(LINK_SCHEME)
  app.on('activate', () => show(null))
  app.on('window-all-closed', () => {
    // With an icon in the panel the refresher goes on; without one, and kept on by choice, a second start brings the window back.
    if (!file.current().closeToTray) return app.quit()
    if (tray === null) once('noTray', words.noTray, words.noTraySay)
  })
  app.on('before-quit', (event) => {
    if (left) return
    event.preventDefault()
    if (!leaving && !asking) void leave()
  })

  async function leave(): Promise<void> {
    asking = true
    const count = await keptInMemory(bridge, process.pid, nodeClock)
    leaving = count === 0 || (await askToForget(dialog, words, count))
    asking = false
    if (!leaving) return
    // A renewal or a save under way is finished first; to end in the middle of it could lose a session.
    await copyToken
      .clear()
      .catch(() => {})
      .then(() => demo.stop())
      .then(() => bridge.close())
      .finally(() => {
        file.flush()
        tray?.remove()
        left = true
        app.quit()
      })
  }
  show(placeOfWords(process.argv), process.argv.includes(HIDDEN))
  await opening
}
