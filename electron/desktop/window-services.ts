import * as electron from 'electron'
import { app, clipboard, dialog, Menu, powerMonitor } from 'electron'
import type { Fault } from '../../shared/fault.ts'
import { desktopTextsFor } from '../../shared/text/desktop-texts.ts'
import { textsFor } from '../../shared/text/language.ts'
import { filled } from '../../shared/text/sentence.ts'
import type { WindowFile } from '../adapters/electron/window-file.ts'
import { nodeClock } from '../adapters/node/clock.ts'
import type { AskPassphrase } from '../adapters/node/vaults/passphrase.ts'
import { consenting } from '../doors/consent.ts'
import { createIpcDoor } from '../doors/window/ipc.ts'
import { createCopyToken } from '../hosting/clipboard/copy-token.ts'
import { nodeDemo } from '../hosting/node-demo.ts'
import { askToDiscard, createQuestion } from './ask-person.ts'
import { concealedClipboard } from './concealed-clipboard.ts'
import { LINK_SCHEME } from './deep-link.ts'
import { openDesktopBridge } from './desktop-bridge.ts'
import { earlyBridge } from './early-bridge.ts'
import { watchLeaving } from './leaving.ts'
import type { MessageBuffer } from './message-buffer.ts'
import { createSaveFile } from './save-file.ts'
import type { SignInLinks } from './sign-in-links.ts'
import { setStartAtLogin } from './start-at-login.ts'
import { createConnectionAction } from './tray/connection-action.ts'
import { createNotificationBatch } from './tray/notification-batch.ts'
import { createNotificationRules } from './tray/notification-rules.ts'
import { createNotifications } from './tray/notifications.ts'
import { openTray, type TrayIcon } from './tray/tray.ts'
import { followViews } from './tray/views.ts'
import { showAbout } from './window/about.ts'
import { appMenu } from './window/app-menu.ts'
import type { createChosenTheme } from './window/chosen-theme.ts'
import type { PageWindow } from './window/page-window.ts'
import { rememberedNow } from './window/remembered.ts'

type Parts = {
  readonly dist: string
  readonly stateFolder: string
  readonly askPassphrase: AskPassphrase
  readonly file: WindowFile
  readonly troubles: MessageBuffer<Fault>
  readonly signInLinks: SignInLinks
  readonly chosenTheme: ReturnType<typeof createChosenTheme>
  readonly window: PageWindow
}

/** Looked up by name: importing what an older runtime lacks would keep the whole program from starting. */
const clipboardItem = () => Reflect.get(electron, 'ClipboardItem') as typeof electron.ClipboardItem | undefined

/**
 * A keeper like every other host's, and on it what the window asks, the tray icon, menus and notifications; until "quit".
 * Resolves when the keeper is found; raises what hinders it.
 */
export async function startServices(parts: Parts): Promise<void> {
  const { dist, stateFolder, file, troubles, signInLinks, chosenTheme, window } = parts
  const texts = textsFor(app.getLocale())
  const words = desktopTextsFor(app.getLocale())
  // Not awaited yet: a keychain may take its time, and an old keeper even more.
  const opening = openDesktopBridge(parts.askPassphrase)
  const bridge = earlyBridge(opening)
  const demo = nodeDemo(bridge, process.env, Date.now)
  const copyToken = createCopyToken(bridge, concealedClipboard(clipboard, clipboardItem(), process.platform), nodeClock)
  const saveFile = createSaveFile(dialog)
  const windowBridge = chosenTheme.watching(saveFile.watching(signInLinks.watching(bridge)))
  const door = createIpcDoor({
    bridge: consenting(windowBridge, createQuestion(dialog, words)),
    host: {
      'host.startDemo': () => demo.start(),
      'host.copyToken': copyToken.copy,
      'host.saveFile': saveFile.save,
    },
  })
  const showConnection = (name: string | null): void => window.show(name === null ? null : `#/connections/${name}`)

  const notify = createNotifications(showConnection)

  /** Only the first time ever: remembered in the window file. */
  function notifyOnce(what: 'closeToTray' | 'noTray', title: string, body: string): void {
    const { told } = file.current()
    if (told[what]) return
    file.change({ told: { ...told, [what]: true } })
    notify(title, body, null)
  }

  const runAction = createConnectionAction({ bridge, copyToken: copyToken.copy, say: notify, texts, words })
  const views = followViews(bridge)
  const tray: TrayIcon | null = openTray(
    dist,
    {
      open: showConnection,
      runAction: (action, name) => void runAction(action, name),
      refreshAll: () =>
        views.all().forEach(({ name }) => void bridge.call('connections.refresh', { name }).catch(() => {})),
      quit: () => leaving.quit(),
      choices: () => file.current(),
      choose(choice, on) {
        file.change({ [choice]: on })
        if (choice === 'startAtLogin') void setStartAtLogin(on)
      },
    },
    { texts, words },
  )
  tray?.show(rememberedNow(stateFolder))
  views.watch((all) => tray?.show(all))
  const actions = {
    open: (place: string) => window.show(place),
    about: () => showAbout(app, dist),
    quit: () => leaving.quit(),
  }
  Menu.setApplicationMenu(Menu.buildFromTemplate(appMenu({ platform: process.platform, words, actions })))
  const own = { file, tray, window, say: (title: string, body: string) => notify(title, body, null) }
  const leaving = watchLeaving({ app, power: powerMonitor, dialog, words, bridge, demo, copyToken, ...own })
  let isKeeperHere = true
  const tellKeeper = (): void => window.send({ kind: 'keeper', here: isKeeperHere })
  window.attach({
    async answer(message) {
      const answered = await door(message)
      // A page that was just loaded has not been told yet.
      if (!isKeeperHere) tellKeeper()
      return answered
    },
    hidesOnClose: () => !leaving.isLeaving() && tray !== null && file.current().closeToTray,
    onHidden: () => notifyOnce('closeToTray', words.stillHere, words.stillHereSay),
    pageReloaded: () => notify(words.windowFailed, words.windowFailedSay, null),
    mayDiscard: () => askToDiscard(dialog, words),
  })
  troubles.listen(({ params }) => notify(words.settingsUnwritable, filled(words.settingsUnwritableSay, params), null))
  if (file.setAside !== null) notify(words.settingsAside, filled(words.settingsAsideSay, { file: file.setAside }), null)
  const notificationFor = createNotificationRules(texts, words)
  const addToBatch = createNotificationBatch({
    clock: nodeClock,
    words,
    say: notify,
    mayTell: () => !window.isFocused(),
  })
  bridge.subscribe((notice) => {
    window.send({ kind: 'notice', notice })
    // Applies a theme set by a command to the frame at once, also without a page.
    if (notice.notice === 'settings.changed') void windowBridge.call('settings.get', {}).catch(() => {})
    const told = notificationFor(notice)
    if (told !== null && !window.isFocused()) addToBatch(told)
  })
  bridge.watchKeeper((now) => {
    isKeeperHere = now
    tellKeeper()
  })

  // On Linux the package's own desktop file says so; elsewhere, and only for a package, the program itself.
  if (app.isPackaged && process.platform !== 'linux') app.setAsDefaultProtocolClient(LINK_SCHEME)
  app.on('window-all-closed', () => {
    if (leaving.isLeaving()) return
    // With `closeToTray` the program goes on; where there is no icon, a second start brings the window back.
    if (!file.current().closeToTray) return app.quit()
    if (tray === null) notifyOnce('noTray', words.noTray, words.noTraySay)
  })
  await opening
}
