/**
 * A desktop under test, in whichever runtime it runs: the stand-in (stand-in-host.ts) or Electron itself (real-host.ts).
 * The suites in tests/desktop/suites take one of these hosts and ask nothing else.
 *
 *   const desktop = await host.launch(home)
 *   await desktop.page.getByRole('link', { name: 'Add connection' }).click()
 *   const hidden = await desktop.evaluate(({ BrowserWindow }) => !BrowserWindow.getAllWindows()[0]?.isVisible())
 */
import type { Page } from 'playwright-core'
import type { Home } from '../processes/temporary-home.ts'
import type { app } from './app.ts'
import type { BrowserWindow } from './browser-window.ts'
import type * as modelled from './modelled.ts'

/**
 * What `evaluate` hands over: Electron's own names, and beside them what was asked of Electron (`invokes`, `handlers`,
 * `Notification.shown`, `Tray.all` ...). In Electron itself recorder.ts puts those there.
 */
export type Known = typeof modelled & { readonly app: typeof app; readonly BrowserWindow: typeof BrowserWindow }

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
}

/** How one ended that did not stay. */
export type DesktopEnd = { readonly code: number | null; readonly said: string }

export type DesktopHost = {
  /** The folder of the built programs that it runs: main.js, preload.cjs, page/ and whatever else lies there. */
  readonly build: string
  launch(home: Home, options?: LaunchOptions): Promise<Desktop>
  /** For one that ends by itself before it shows anything. */
  runToItsEnd(home: Home, options?: LaunchOptions): Promise<DesktopEnd>
  /** Starts it a second time, beside the first in the same home. */
  startAgain(home: Home): Promise<DesktopEnd>
}
