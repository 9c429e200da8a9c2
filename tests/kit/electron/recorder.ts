import type * as Electron from 'electron'

/**
 * Runs in Electron's main process before main.js (real-host.ts hands its text over, so it takes nothing from around it).
 * Writes down what is asked of Electron, under the names of `Known` (desktop-host.ts). Notifications, dialogs and links are
 * written down instead of shown: nobody sits there.
 */
export function record({ app, Menu, Notification, Tray, ...electron }: typeof Electron): void {
  const { dialog, ipcMain, protocol, session, shell } = electron
  const invokes = new Map<string, unknown>()
  const handlers = new Map<string, unknown>()
  const heard = new Set<string>()
  const partitions = new Map<string, object>()
  const schemes: object[] = []
  const opened: string[] = []
  const shown: Electron.Notification[] = []
  type TrayRecord = { toolTip: string; menu: Electron.Menu | null }
  const trays = new Map<Electron.Tray, TrayRecord>()

  const handle = ipcMain.handle.bind(ipcMain)
  ipcMain.handle = (channel, handler) => {
    invokes.set(channel, handler)
    handle(channel, handler)
  }
  const hear = ipcMain.on.bind(ipcMain)
  ipcMain.on = (channel, listener) => {
    heard.add(channel)
    return hear(channel, listener)
  }
  const serve = protocol.handle.bind(protocol)
  protocol.handle = (scheme, handler) => {
    handlers.set(scheme, handler)
    serve(scheme, handler)
  }
  const claim = protocol.registerSchemesAsPrivileged.bind(protocol)
  protocol.registerSchemesAsPrivileged = (claimed) => {
    schemes.push(...claimed)
    claim(claimed)
  }
  const fromPartition = session.fromPartition.bind(session)
  session.fromPartition = (name, options) => {
    partitions.set(name, { options })
    return fromPartition(name, options)
  }
  const sandbox = app.enableSandbox.bind(app)
  app.enableSandbox = () => {
    Object.assign(app, { sandboxed: true })
    sandbox()
  }
  shell.openExternal = async (url) => void opened.push(url)
  // Nobody sits there: what Escape would answer.
  dialog.showMessageBox = (async (...given: Parameters<typeof dialog.showMessageBox>) => {
    const { message, cancelId = 0 } = given[given.length - 1] as Electron.MessageBoxOptions
    process.stdout.write(`QUESTION ${message}\n`)
    return { response: cancelId, checkboxChecked: false }
  }) as typeof dialog.showMessageBox
  dialog.showSaveDialog = (async (...given: Parameters<typeof dialog.showSaveDialog>) => {
    const { defaultPath = '' } = given[given.length - 1] as Electron.SaveDialogOptions
    process.stdout.write(`SAVE ${defaultPath}\n`)
    return { canceled: true, filePath: '' }
  }) as typeof dialog.showSaveDialog
  dialog.showErrorBox = (title, body) => void process.stdout.write(`ERROR BOX ${title}: ${body}\n`)

  Notification.isSupported = () => true
  Notification.prototype.show = function show() {
    shown.push(this)
  }

  const trayOf = (tray: Electron.Tray): TrayRecord => {
    const known = trays.get(tray) ?? { toolTip: '', menu: null }
    trays.set(tray, known)
    return known
  }
  const { setToolTip, setContextMenu } = Tray.prototype
  Tray.prototype.setToolTip = function say(text) {
    trayOf(this).toolTip = text
    setToolTip.call(this, text)
  }
  Tray.prototype.setContextMenu = function offer(menu) {
    trayOf(this).menu = menu
    setContextMenu.call(this, menu)
  }

  // Before main.js listens, so that its handlers come through these.
  app.on('web-contents-created', (_event, contents) => {
    const set = contents.setWindowOpenHandler.bind(contents)
    contents.setWindowOpenHandler = (handler) => {
      Object.assign(contents, { openHandler: handler })
      set(handler)
    }
    const refused: string[] = []
    Object.assign(contents, { refused })
    // Whoever prevents it has been asked by the next tick. Electron asks for the frame first, and for the page no more
    // when that was refused.
    contents.on('will-frame-navigate', (event) => {
      process.nextTick(() => void (event.defaultPrevented && refused.push(event.url)))
    })
  })
  void app.whenReady().then(() => {
    const { defaultSession: own } = session
    const [request, check, device] = [
      own.setPermissionRequestHandler.bind(own),
      own.setPermissionCheckHandler.bind(own),
      own.setDevicePermissionHandler.bind(own),
    ]
    own.setPermissionRequestHandler = (handler) => {
      Object.assign(own, { permissionRequest: handler })
      request(handler)
    }
    own.setPermissionCheckHandler = (handler) => {
      Object.assign(own, { permissionCheck: handler })
      check(handler)
    }
    own.setDevicePermissionHandler = (handler) => {
      Object.assign(own, { device: handler })
      device(handler)
    }
  })

  Object.assign(Notification, { shown })
  Object.defineProperty(Tray, 'all', { get: () => [...trays.values()] })
  Object.assign(globalThis, { recorded: { invokes, handlers, heard, partitions, schemes, opened } })
}
