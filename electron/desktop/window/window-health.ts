import type { BrowserWindow } from 'electron'
import type { Cancel, Clock } from '../../core/ports.ts'

/** A page that hangs longer than this is reloaded. */
const UNRESPONSIVE_MS = 10_000
/** Doubled with each reload, up to the maximum: a page that breaks at once would only flicker. */
const RELOAD_DELAY_MS = 1_000
const MAX_RELOAD_DELAY_MS = 25_600
/** After this time without a crash the delay starts over. */
const HEALTHY_AFTER_MS = 30_000

/**
 * A page that crashed or hangs is opened anew, and a person hears of it, once where it does so again and again; the
 * refresher does not even notice.
 */
export function watchHealth(
  window: Pick<BrowserWindow, 'on' | 'isDestroyed' | 'webContents'>,
  clock: Pick<Clock, 'after'>,
  notify: () => void,
): void {
  let cancelTimer: Cancel = () => {}
  let reloadDelay = RELOAD_DELAY_MS
  const schedule = (afterMs: number, action: () => void): void => {
    cancelTimer()
    cancelTimer = clock.after(afterMs, () => {
      if (!window.isDestroyed()) action()
    })
  }
  const reopen = (): void => {
    const first = reloadDelay === RELOAD_DELAY_MS
    reloadDelay = Math.min(2 * reloadDelay, MAX_RELOAD_DELAY_MS)
    window.webContents.reload()
    if (first) notify()
    schedule(HEALTHY_AFTER_MS, () => {
      reloadDelay = RELOAD_DELAY_MS
    })
  }
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason !== 'clean-exit') schedule(reloadDelay, reopen)
  })
  // This crash is then handled like any other.
  window.on('unresponsive', () => schedule(UNRESPONSIVE_MS, () => window.webContents.forcefullyCrashRenderer()))
  window.on('responsive', () => cancelTimer())
}
