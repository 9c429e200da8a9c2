/** The module `electron` for the startup bench: every call comes to nothing, and the first window ends the run. */
import { begun, loaded } from './startup-record.ts'

/** Stands for whatever is asked of it: called, made, read. Not a promise, so that awaiting it ends at once. */
const anything: unknown = new Proxy(function nothing() {}, {
  get: (_target, name) => (name === 'then' || typeof name === 'symbol' ? undefined : anything),
  apply: () => anything,
  construct: () => anything as object,
})

function only(known: Readonly<Record<string, unknown>>): unknown {
  return new Proxy(known, { get: (target, name) => (name in target ? target[String(name)] : anything) })
}

export const app = only({
  whenReady: async () => undefined,
  requestSingleInstanceLock: () => true,
  getLocale: () => 'en',
  getVersion: () => '0.0.0',
  getPath: () => process.env['EVERBEARER_HOME'] ?? '',
  isPackaged: true,
})

export class BrowserWindow {
  constructor() {
    const { user, system } = process.cpuUsage(begun.cpu)
    process.send?.({ ms: performance.now() - begun.ms, processorMs: (user + system) / 1_000, loaded: [...loaded] })
  }
}

export const screen = only({ getAllDisplays: () => [], getPrimaryDisplay: () => ({ workArea: {}, workAreaSize: {} }) })

export const clipboard = anything
export const dialog = anything
export const ipcMain = anything
export const Menu = anything
export const Notification = anything
export const nativeImage = anything
export const nativeTheme = anything
export const powerMonitor = anything
export const protocol = anything
export const session = anything
export const shell = anything
export const Tray = anything
export const utilityProcess = anything

// biome-ignore lint/style/noDefaultExport: electron-store takes the module as a whole
export default { app, BrowserWindow, ipcMain, shell }
