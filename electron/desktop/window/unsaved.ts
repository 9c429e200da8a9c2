import type { BrowserWindow } from 'electron'
import { withinTime } from '../../core/concurrency/pause.ts'
import type { Clock } from '../../core/ports.ts'

/** What Chromium asks a page before it goes (renderer/leaving/unsaved.ts), without going. */
const HAS_UNSAVED = `!dispatchEvent(new Event('beforeunload', { cancelable: true }))`
/** A page that hangs must not block quitting. */
const WITHIN_MS = 1_000

/** True where something was typed into the page and not saved. */
export async function hasUnsaved(window: BrowserWindow | null, clock: Pick<Clock, 'after'>): Promise<boolean> {
  if (window === null) return false
  const asked = window.webContents.executeJavaScript(HAS_UNSAVED).catch(() => false)
  return (await withinTime(clock, WITHIN_MS, asked)) === true
}

/**
 * Asks before a window closes in which something was typed and not saved. Chromium itself asks nobody in Electron: the
 * window would just stay. `mayDiscard` is null where there is nobody yet who could ask; then it closes.
 */
export function askBeforeClosing(window: BrowserWindow, mayDiscard: () => Promise<boolean> | null): void {
  let pendingQuestion: Promise<void> | null = null
  const ask = async (answer: Promise<boolean>): Promise<void> => {
    if ((await answer) && !window.isDestroyed()) window.destroy()
    pendingQuestion = null
  }
  window.webContents.on('will-prevent-unload', (event) => {
    if (pendingQuestion !== null) return
    const answer = mayDiscard()
    if (answer === null) event.preventDefault()
    else pendingQuestion = ask(answer)
  })
}
