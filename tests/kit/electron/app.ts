/** Electron's `app`, as far as the shell uses it. */
import { EventEmitter } from 'node:events'
import { resolve } from 'node:path'

class App extends EventEmitter {
  readonly isPackaged = false
  sandboxed = false
  loginItem: object | null = null
  #ready = Promise.withResolvers<void>()
  #quitting = false

  enableSandbox(): void {
    this.sandboxed = true
  }
  requestSingleInstanceLock(): boolean {
    return process.env['STAND_IN_SECOND'] !== 'yes'
  }
  whenReady(): Promise<void> {
    return this.#ready.promise
  }
  getLocale(): string {
    return 'en-GB'
  }
  getVersion(): string {
    return '0.0.0'
  }
  /** Where Electron keeps what is its own; electron-store asks before it looks at the folder that we name. */
  getPath(name: string): string {
    return resolve(process.env['HOME'] ?? '', '.config', 'Everbearer', name)
  }
  getAppPath(): string {
    return resolve(import.meta.dirname, '..', '..', '..')
  }
  setAboutPanelOptions(): void {}
  showAboutPanel(): void {}
  setAsDefaultProtocolClient(): void {}
  setLoginItemSettings(settings: object): void {
    this.loginItem = settings
  }
  /** Asks everybody; whoever prevents it quits again when it is done, as in Electron. */
  quit(): void {
    let prevented = false
    const event = {
      preventDefault() {
        prevented = true
      },
    }
    this.emit('before-quit', event)
    if (prevented || this.#quitting) return
    this.#quitting = true
    this.emit('will-quit', event)
    setImmediate(() => process.exit(0))
  }
  exit(code: number): void {
    setImmediate(() => process.exit(code))
  }
  /** For the runner: main has been read to its end. */
  becomeReady(): void {
    this.#ready.resolve()
    this.emit('ready')
  }
}

export const app = new App()
// Electron turns the system's wish into a quit.
process.on('SIGTERM', () => app.quit())
