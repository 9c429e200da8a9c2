import type { BrowserWindow } from 'electron'
import type { Cancel, Clock } from '../../core/ports.ts'

/** A page that hangs longer than this does not come back by itself. */
const HANGING_MS = 10_000
/** One that breaks again at once would only flicker. */
const BREATH_MS = 1_000

/** A page that crashed or hangs is opened anew, and a person hears of it; the refresher does not even notice. */
export function watchHealth(window: BrowserWindow, clock: Pick<Clock, 'after'>, tell: () => void): void {
  let waiting: Cancel = () => {}
  const reopen = (afterMs: number, action: () => void): void => {
    waiting()
    waiting = clock.after(afterMs, () => {
      if (window.isDestroyed()) return
      action()
      tell()
    })
  }
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason !== 'clean-exit') reopen(BREATH_MS, () => window.webContents.reload())
  })
  // The crash that this makes is then mended like any other.
  window.on('unresponsive', () => reopen(HANGING_MS, () => window.webContents.forcefullyCrashRenderer()))
  window.on('responsive', () => waiting())
}
