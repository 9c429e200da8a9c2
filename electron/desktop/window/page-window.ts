import { app, type BrowserWindow, type IpcMainInvokeEvent } from 'electron'
import type { Remembered } from '../../../shared/api/contract/contract.ts'
import { type CallName, WINDOW_CHANNELS } from '../../../shared/api/contract/names.ts'
import type { Reply } from '../../../shared/fault.ts'
import type { Clock } from '../../core/ports.ts'
import { answerWindow } from '../../doors/window/window-calls.ts'
import { keepInReach } from './screens.ts'
import { isTrusted } from './trusted-senders.ts'
import { askBeforeClosing, hasUnsaved } from './unsaved.ts'
import { goTo, openWindow, type Shown, type WindowParts } from './window.ts'
import { watchHealth } from './window-health.ts'

/** A page that has not shown anything by then waits for something else. */
const MOST_WAIT_MS = 3_000
/** The second frame from now on: by then what the page has just been told is drawn. */
const DRAWN = 'new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(() => drawn(null))))'
const REMEMBERED: CallName = 'connections.remembered'

/** What the rest of the desktop does for the window: the keeper's answers, and what becomes of a window that is closed. */
export type WindowServices = {
  answer(message: unknown): Promise<Reply<unknown>>
  /** True where a closed window only goes out of sight. */
  hides(): boolean
  hidden(): void
  /** The page had to be opened anew. */
  failed(): void
  /** May a window close in which something was typed and not saved? */
  mayDrop(): Promise<boolean>
}

export type PageWindow = ReturnType<typeof createPageWindow>

type Parts = WindowParts & {
  readonly clock: Pick<Clock, 'after'>
  /** The index lies in a file: no keeper has to answer for it, and one that hangs could not. */
  remembered(): Remembered[]
}

/**
 * The window is there before its services: what the index remembers is told at once, and all other calls
 * wait. Whatever was loaded before would be waited for, too.
 */
export function createPageWindow({ clock, remembered, ...parts }: Parts) {
  let window: BrowserWindow | null = null
  let services: WindowServices | null = null
  const attached = Promise.withResolvers<WindowServices>()
  const seen = Promise.withResolvers<void>()
  let quitting = false
  let left = false
  app.once('before-quit', () => {
    quitting = true
  })

  const isOurs = (event: IpcMainInvokeEvent) => isTrusted(event, window?.webContents.id ?? null)
  answerWindow(isOurs, async (message) => {
    if (nameIn(message) !== REMEMBERED) return (await attached.promise).answer(message)
    const value = remembered()
    setImmediate(() => window?.webContents.executeJavaScript(DRAWN).then(() => seen.resolve(), seen.resolve))
    return { ok: true, value }
  })

  function open(place: string, shown: Shown): void {
    const made = openWindow(parts, place, shown)
    window = made
    clock.after(MOST_WAIT_MS, seen.resolve)
    watchHealth(made, clock, () => services?.failed())
    keepInReach(made, clock)
    made.on('close', (event) => {
      if (services === null ? quitting : !services.hides()) return
      event.preventDefault()
      made.hide()
      if (services !== null) services.hidden()
      // What a closed window means is not known yet: it is closed again when it is, unless somebody wants it back.
      else void attached.promise.then(() => made.isDestroyed() || made.isVisible() || made.close())
    })
    askBeforeClosing(made, () => services?.mayDrop() ?? null)
    made.on('closed', () => {
      if (window === made) window = null
    })
  }

  return {
    /** `place` is an address within the page; without one, a window that is there shows what it showed. */
    show(place: string | null, shown: Shown = 'in-front'): void {
      if (left) return
      if (window === null) return open(place ?? '', shown)
      if (window.isMinimized()) window.restore()
      window.show()
      window.focus()
      if (place !== null) goTo(window, place)
    },
    send(event: unknown): void {
      if (window !== null && !window.isDestroyed()) window.webContents.send(WINDOW_CHANNELS.event, event)
    },
    // Where no window manager says otherwise, a hidden window keeps the focus that it had.
    isFocused: (): boolean => window?.isVisible() === true && window.isFocused(),
    /** True where something was typed and not saved. */
    hasUnsaved: (): Promise<boolean> => hasUnsaved(window, clock),
    /** Out of sight for good. */
    leave(): void {
      left = true
      window?.hide()
    },
    /** Gone, with whatever was typed. */
    end: (): void => window?.destroy(),
    attach(found: WindowServices): void {
      services = found
      attached.resolve(found)
    },
    /** Resolves when the page shows what the index remembers, or does not come to it. */
    seen: seen.promise,
  }
}

function nameIn(message: unknown): unknown {
  return typeof message === 'object' && message !== null ? Reflect.get(message, 'name') : null
}
