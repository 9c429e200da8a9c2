/** Parts of Electron that a test only has to look at: what was asked of them is written down. */
import { fork } from 'node:child_process'
import { EventEmitter } from 'node:events'
import { app } from './app.ts'

type Item<Sub> = { label?: string; type?: string; click?: (item: object) => void; checked?: boolean; submenu?: Sub }
type MenuItem = Item<Menu>
type Template = Item<readonly Template[]>

export class Menu {
  readonly items: MenuItem[]
  constructor(items: MenuItem[]) {
    this.items = items
  }
  static buildFromTemplate(items: readonly Template[]): Menu {
    return new Menu(
      items.map(({ submenu, ...item }) =>
        submenu === undefined ? item : { ...item, submenu: Menu.buildFromTemplate(submenu) },
      ),
    )
  }
  static #ofApplication: Menu | null = null
  static setApplicationMenu(menu: Menu): void {
    Menu.#ofApplication = menu
  }
  static getApplicationMenu(): Menu | null {
    return Menu.#ofApplication
  }
  popup(): void {}
}

export class Tray extends EventEmitter {
  static readonly all: Tray[] = []
  image: unknown
  toolTip = ''
  menu: Menu | null = null
  destroyed = false
  constructor(image: unknown) {
    super()
    if (process.env['STAND_IN_TRAY'] === 'none') throw new Error('no tray here')
    this.image = image
    Tray.all.push(this)
  }
  setImage(image: unknown): void {
    this.image = image
  }
  setToolTip(text: string): void {
    this.toolTip = text
  }
  setContextMenu(menu: Menu): void {
    this.menu = menu
  }
  destroy(): void {
    this.destroyed = true
  }
}

export class Notification extends EventEmitter {
  static readonly shown: Notification[] = []
  readonly title: string
  readonly body: string
  constructor({ title, body }: { title: string; body: string }) {
    super()
    this.title = title
    this.body = body
  }
  static isSupported(): boolean {
    return true
  }
  show(): void {
    Notification.shown.push(this)
  }
}

export const nativeImage = { createFromPath: (path: string) => ({ path }) }
export const nativeTheme = Object.assign(new EventEmitter(), { shouldUseDarkColors: false, themeSource: 'system' })
export const powerMonitor = new EventEmitter()
const display = { workArea: { x: 0, y: 0, width: 1920, height: 1080 } }
/** It never changes here. */
export const screen = {
  getPrimaryDisplay: () => display,
  getAllDisplays: () => [display],
  on: () => {},
  off: () => {},
}

export const opened: string[] = []
export const shell = {
  openExternal: async (url: string) => {
    opened.push(url)
  },
}

export const dialog = {
  showErrorBox: (title: string, body: string) => void process.stdout.write(`ERROR BOX ${title}: ${body}\n`),
  showSaveDialog: async ({ defaultPath = '' }: { defaultPath?: string }) => {
    process.stdout.write(`SAVE ${defaultPath}\n`)
    return { canceled: true, filePath: '' }
  },
  /** Nobody sits there: what Escape would answer. */
  showMessageBox: async ({ message, cancelId = 0 }: { message: string; cancelId?: number }) => {
    process.stdout.write(`QUESTION ${message}\n`)
    return { response: cancelId, checkboxChecked: false }
  },
}

export const utilityProcess = {
  /** Node's child, which our program there takes as well. */
  fork(program: string, args: string[], { env }: { env: NodeJS.ProcessEnv }) {
    const child = fork(program, args, { env, execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
    return Object.assign(child, { postMessage: (message: object) => void child.send(message) })
  },
}

export class ClipboardItem {
  readonly items: Readonly<Record<string, unknown>>
  constructor(items: Record<string, unknown>) {
    this.items = items
  }
}

let content: Readonly<Record<string, unknown>> = {}
export const clipboard = {
  writeText: async (next: string) => {
    content = { 'text/plain': next }
  },
  write: async ([item]: readonly ClipboardItem[]) => {
    content = item?.items ?? {}
  },
  readText: async () => String(content['text/plain'] ?? ''),
  clear: () => {
    content = {}
  },
  formats: () => Object.keys(content),
}

type Handler = (request: Request) => Response | Promise<Response>
export const schemes: object[] = []
export const handlers = new Map<string, Handler>()
export const protocol = {
  registerSchemesAsPrivileged: (claimed: object[]) => void schemes.push(...claimed),
  handle: (scheme: string, handler: Handler) => void handlers.set(scheme, handler),
}

type Permission = (contents: unknown, permission: string, answer: (granted: boolean) => void) => void
export class Session extends EventEmitter {
  permissionRequest: Permission | null = null
  permissionCheck: ((contents: unknown, permission: string) => boolean) | null = null
  device: (() => boolean) | null = null
  readonly options: object
  constructor(options: object = {}) {
    super()
    this.options = options
  }
  setPermissionRequestHandler(handler: Permission): void {
    this.permissionRequest = handler
  }
  setPermissionCheckHandler(handler: (contents: unknown, permission: string) => boolean): void {
    this.permissionCheck = handler
  }
  setDevicePermissionHandler(handler: () => boolean): void {
    this.device = handler
  }
  fetch(url: string, init: RequestInit): Promise<Response> {
    return fetch(url, init)
  }

  /** No proxy, as for all addresses on loopback. */
  resolveProxy(_url: string): Promise<string> {
    return Promise.resolve('DIRECT')
  }
}

export const partitions = new Map<string, Session>()
export const session = {
  defaultSession: new Session(),
  fromPartition(name: string, options: object): Session {
    const known = partitions.get(name)
    if (known !== undefined) return known
    const made = new Session(options)
    partitions.set(name, made)
    app.emit('session-created', made)
    return made
  },
}

type Invoke = (event: object, ...args: unknown[]) => unknown
export const invokes = new Map<string, Invoke>()
/** Channels of messages that await no answer. No page of ours can reach one: the preload only invokes. */
export const heard = new Set<string>()
export const ipcMain = {
  handle: (channel: string, handler: Invoke) => void invokes.set(channel, handler),
  on: (channel: string) => void heard.add(channel),
}
