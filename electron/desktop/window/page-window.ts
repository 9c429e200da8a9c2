import { app, type BrowserWindow, type IpcMainInvokeEvent } from 'electron'
import type { Remembered } from '../../../shared/api/contract/contract.ts'
import { type CallName, WINDOW_CHANNELS } from '../../../shared/api/contract/names.ts'
import type { Reply } from '../../../shared/fault.ts'
import type { Clock } from '../../core/ports.ts'
import { answerWindow } from '../../doors/window/window-calls.ts'
import { keepInReach } from './screens.ts'
import { isTrusted } from './trusted-senders.ts'
import { askBeforeClosing, hasUnsaved } from './unsaved.ts'
import { goTo, type OpeningMode, openWindow, type WindowParts } from './window.ts'
import { watchHealth } from './window-health.ts'

/** Start the services after this time even if the page has shown nothing. */
const MAX_WAIT_MS = 3_000
/** After two frames the page has drawn what it was just told. */
const AFTER_TWO_FRAMES = 'new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(() => drawn(null))))'
const REMEMBERED_CALL: CallName = 'connections.remembered'

/** What the window needs of the rest of the desktop: the keeper's answers, and what closing it means. */
export type WindowServices = {
  answer(message: unknown): Promise<Reply<unknown>>
  /** True where closing the window only hides it. */
  hidesOnClose(): boolean
  onHidden(): void
  /** The page had to be reloaded. */
  pageReloaded(): void
  /** May a window with unsaved input close? */
  mayDiscard(): Promise<boolean>
}

export type PageWindow = ReturnType<typeof createPageWindow>

type Parts = WindowParts & {
  readonly clock: Pick<Clock, 'after'>
  /** The index lies in a file: no keeper has to answer for it, and one that hangs could not. */
  remembered(): Remembered[]
}

/**
 * The window opens before its services are loaded, so that nothing has to be waited for: the index's connections are
 * answered at once, all other calls wait.
 */
export function createPageWindow({ clock, remembered, ...parts }: Parts) {
  let window: BrowserWindow | null = null
  let services: WindowServices | null = null
  const attached = Promise.withResolvers<WindowServices>()
  const seen = Promise.withResolvers<void>()
  let quitting = false
  let hasLeft = false
  app.once('before-quit', () => {
    quitting = true
  })

  const isOurs = (event: IpcMainInvokeEvent) => isTrusted(event, window?.webContents.id ?? null)
  answerWindow(isOurs, async (message) => {
    if (nameIn(message) !== REMEMBERED_CALL) return (await attached.promise).answer(message)
    const value = remembered()
    setImmediate(() => window?.webContents.executeJavaScript(AFTER_TWO_FRAMES).then(() => seen.resolve(), seen.resolve))
    return { ok: true, value }
  })

  function open(place: string, shown: OpeningMode): void {
    const created = openWindow(parts, place, shown)
    window = created
    clock.after(MAX_WAIT_MS, seen.resolve)
    watchHealth(created, clock, () => services?.pageReloaded())
    keepInReach(created, clock)
    created.on('close', (event) => {
      if (services === null ? quitting : !services.hidesOnClose()) return
      event.preventDefault()
      created.hide()
      if (services !== null) services.onHidden()
      // What a closed window means is not known yet: it is closed again when it is, unless somebody wants it back.
      else void attached.promise.then(() => created.isDestroyed() || created.isVisible() || created.close())
    })
    askBeforeClosing(created, () => services?.mayDiscard() ?? null)
    created.on('closed', () => {
      if (window === created) window = null
    })
  }

  return {
    /** `place` is an address within the page; without one, a window that is there shows what it showed. */
    show(place: string | null, shown: OpeningMode = 'in-front'): void {
      if (hasLeft) return
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
    /** Hides it for good. */
    leave(): void {
      hasLeft = true
      window?.hide()
    },
    /** Closes it without asking about unsaved input. */
    end: (): void => window?.destroy(),
    attach(attachedServices: WindowServices): void {
      services = attachedServices
      attached.resolve(attachedServices)
    },
    /** Resolves when the page shows the index's connections, or after the longest wait. */
    seen: seen.promise,
  }
}

function nameIn(message: unknown): unknown {
  return typeof message === 'object' && message !== null ? Reflect.get(message, 'name') : null
}
