/** Electron's BrowserWindow over one page of Chromium: what the shell asks of it, and what it tells the shell. */
import { EventEmitter } from 'node:events'
import type { Frame, Page } from 'playwright-core'
import { app } from './app.ts'
import { invokes } from './modelled.ts'
import { inside, type Line, type Message, newPage, outside } from './pages.ts'

type Options = { width?: number; height?: number; x?: number; y?: number; webPreferences: Record<string, unknown> }
type OpenHandler = (details: { url: string }) => { action: 'deny' | 'allow' }

let lastId = 0

class WebContents extends EventEmitter {
  readonly id = ++lastId
  readonly line: Promise<Line>
  openHandler: OpenHandler = () => ({ action: 'allow' })
  readonly refused: string[] = []
  #address = ''

  readonly #preferences: Options['webPreferences']

  constructor(preferences: Options['webPreferences']) {
    super()
    this.#preferences = preferences
    const preload = String(preferences['preload'])
    this.line = newPage(preload, (message) => void this.#answer(message))
    void this.line.then(({ page }) => this.#watch(page))
  }

  getLastWebPreferences(): Options['webPreferences'] {
    return this.#preferences
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this.openHandler = handler
  }

  send(channel: string, ...args: unknown[]): void {
    void this.line.then((line) => line.say('standInEvent', { channel, args }))
  }

  async load(url: string): Promise<void> {
    this.#address = url
    const { page } = await this.line
    await page.goto(outside(url)).catch(() => {})
  }

  async executeJavaScript(code: string): Promise<unknown> {
    const { page } = await this.line
    return await page.evaluate(code)
  }

  reload(): void {
    void this.load(this.#address)
  }

  forcefullyCrashRenderer(): void {
    void this.line.then((line) => line.crash())
  }

  /** As in Electron: the sender's frame and address come from the browser, not from the message. */
  async #answer({ id, channel, args, href }: Message): Promise<void> {
    const line = await this.line
    const handler = invokes.get(channel)
    try {
      if (handler === undefined) throw new Error(`No handler registered for '${channel}'`)
      const event = { sender: this, senderFrame: { url: inside(href), parent: null } }
      const value = await handler(event, ...args)
      await line.say('standInReply', { id, value })
    } catch (thrown) {
      await line.say('standInReply', { id, error: `Error invoking remote method '${channel}': ${String(thrown)}` })
    }
  }

  #watch(page: Page): void {
    page.on('crash', () => this.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 }))
    page.on('popup', (popup) => void popup.close().catch(() => {}))
    void page.exposeFunction('standInWindowOpen', (url: string) => this.#opens(url))
    void page.route('**/*', (route) => {
      const asked = route.request()
      const isNavigation = asked.isNavigationRequest() && asked.frame() === page.mainFrame()
      if (!isNavigation || inside(asked.url()).startsWith(this.#address.split('#')[0] ?? '')) return route.fallback()
      return this.#mayNavigate(asked.url(), asked.frame()) ? route.fallback() : route.abort('aborted')
    })
  }

  #opens(url: string): void {
    if (this.openHandler({ url: inside(url) }).action === 'deny') this.refused.push(url)
  }

  /** Navigations that the page itself begins; ours go through `load`. */
  #mayNavigate(url: string, _frame: Frame): boolean {
    let prevented = false
    const event = {
      url: inside(url),
      preventDefault() {
        prevented = true
      },
    }
    this.emit('will-frame-navigate', event)
    // Whoever was refused there is not asked again.
    if (!prevented) this.emit('will-navigate', event, inside(url))
    if (prevented) this.refused.push(url)
    return !prevented
  }
}

export class BrowserWindow extends EventEmitter {
  static readonly #all: BrowserWindow[] = []
  readonly webContents: WebContents
  visible = false
  focused = false
  minimized = false
  maximized = false
  #destroyed = false
  #bounds: { x: number; y: number; width: number; height: number }

  constructor(options: Options) {
    super()
    this.webContents = new WebContents(options.webPreferences)
    this.#bounds = {
      x: options.x ?? 100,
      y: options.y ?? 100,
      width: options.width ?? 800,
      height: options.height ?? 600,
    }
    BrowserWindow.#all.push(this)
    app.emit('web-contents-created', {}, this.webContents)
    void this.webContents.line.then(({ page }) => page.once('load', () => this.emit('ready-to-show')))
  }

  static getAllWindows(): BrowserWindow[] {
    return BrowserWindow.#all.filter((window) => !window.isDestroyed())
  }
  loadURL(url: string): Promise<void> {
    return this.webContents.load(url)
  }
  show(): void {
    this.visible = true
    this.focused = true
    this.emit('show')
  }
  hide(): void {
    this.visible = false
    this.focused = false
    this.emit('hide')
  }
  focus(): void {
    this.focused = true
  }
  isVisible(): boolean {
    return this.visible
  }
  isFocused(): boolean {
    return this.focused
  }
  isMinimized(): boolean {
    return this.minimized
  }
  restore(): void {
    this.minimized = false
  }
  maximize(): void {
    this.maximized = true
    this.emit('maximize')
  }
  isMaximized(): boolean {
    return this.maximized
  }
  getNormalBounds(): object {
    return this.#bounds
  }
  setBounds(bounds: Partial<{ x: number; y: number; width: number; height: number }>): void {
    this.#bounds = { ...this.#bounds, ...bounds }
    this.emit('resize')
  }
  isDestroyed(): boolean {
    return this.#destroyed
  }
  /** What the cross in its corner does. */
  close(): void {
    let prevented = false
    this.emit('close', {
      preventDefault() {
        prevented = true
      },
    })
    if (prevented) return
    this.#destroyed = true
    void this.webContents.line.then(({ page }) => page.goto('about:blank').catch(() => {}))
    this.emit('closed')
    if (BrowserWindow.getAllWindows().length === 0) app.emit('window-all-closed')
  }
}
