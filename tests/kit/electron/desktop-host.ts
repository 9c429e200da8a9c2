/**
 * A desktop under test, as real-host.ts starts it.
 *
 *   const desktop = await realHost.launch(home)
 *   await desktop.page.getByRole('link', { name: 'Add connection' }).click()
 *   const hidden = await desktop.evaluate(({ BrowserWindow }) => !BrowserWindow.getAllWindows()[0]?.isVisible())
 */
import type * as Electron from 'electron'
import type { Page } from 'playwright-core'

type Invoke = (event: object, message: object | string | number | null) => unknown

type WatchedContents = Electron.WebContents & {
  readonly refused: readonly string[]
  readonly openHandler: (details: { url: string }) => { readonly action: string }
  /** Electron has it and does not document it. */
  getLastWebPreferences(): Readonly<Record<string, unknown>>
}
type WatchedWindow = Omit<Electron.BrowserWindow, 'webContents'> & { readonly webContents: WatchedContents }

type WatchedSession = Electron.Session & {
  readonly permissionRequest?: (contents: object, permission: string, answer: (granted: boolean) => void) => void
  readonly permissionCheck?: (contents: object, permission: string) => boolean
  readonly device?: () => boolean
}

/** Electron's own names, and beside them what the program has asked of Electron, as recorder.ts writes it down. */
export type Known = Omit<typeof Electron, 'app' | 'BrowserWindow' | 'Notification' | 'session' | 'Tray'> & {
  readonly app: Electron.App & { readonly sandboxed?: boolean }
  readonly BrowserWindow: { getAllWindows(): readonly WatchedWindow[] }
  readonly Notification: { readonly shown: readonly Electron.Notification[] }
  readonly session: Pick<typeof Electron.session, 'fromPartition'> & { readonly defaultSession: WatchedSession }
  readonly Tray: { readonly all: readonly { readonly toolTip: string; readonly menu: Electron.Menu | null }[] }
  readonly invokes: ReadonlyMap<string, Invoke>
  readonly handlers: ReadonlyMap<string, (request: Request) => Promise<Response>>
  readonly heard: ReadonlySet<string>
  readonly partitions: ReadonlyMap<string, { readonly options: object }>
  readonly schemes: readonly object[]
  readonly opened: readonly string[]
}

export type Desktop = {
  readonly pid: number
  /** The page in the window. */
  readonly page: Page
  /** Runs in the desktop's own process; takes nothing from around it but its argument. */
  evaluate<Value, Argument = undefined>(
    run: (electron: Known, argument: Argument) => Value | Promise<Value>,
    argument?: Argument,
  ): Promise<Value>
  /** The page again, after its process has crashed. */
  findPage(): Promise<Page>
  /** As the system ends a program: with a moment to finish what is under way. */
  end(): Promise<void>
  readonly exited: Promise<number | null>
  /** What it has printed so far. */
  said(): string
}

export type LaunchOptions = {
  readonly args?: readonly string[]
  /** Another main.js than dist's: a shell that is broken on purpose. */
  readonly main?: string
  readonly atEnd?: (clean: () => Promise<void>) => void
  /** Shows notifications, dialogs and links as a person would see them, instead of writing them down. */
  readonly untouched?: boolean
  /** Runs in the desktop's own process before its program, like the recorder, and after that. */
  readonly before?: (electron: typeof Electron) => void
}

/** How one ended that did not stay. */
export type DesktopEnd = { readonly code: number | null; readonly said: string }
