import type { BrowserWindow } from 'electron'
import type { Cancel, Clock } from '../../core/ports.ts'

/** A page that hangs longer than this does not come back by itself. */
const HANGING_MS = 10_000
/** One that breaks again at once would only flicker: after each time it gets twice as long, up to the most. */
const BREATH_MS = 1_000
const MOST_BREATH_MS = 25_600
/** One that has held so long is well again. */
const WELL_MS = 30_000

/**
 * A page that crashed or hangs is opened anew, and a person hears of it, once where it does so again and again; the
 * refresher does not even notice.
 */
export function watchHealth(
  window: Pick<BrowserWindow, 'on' | 'isDestroyed' | 'webContents'>,
  clock: Pick<Clock, 'after'>,
  tell: () => void,
): void {
  let waiting: Cancel = () => {}
  let breath = BREATH_MS
  const later = (afterMs: number, action: () => void): void => {
    waiting()
    waiting = clock.after(afterMs, () => {
      if (!window.isDestroyed()) action()
    })
  }
  const reopen = (): void => {
    const first = breath === BREATH_MS
    breath = Math.min(2 * breath, MOST_BREATH_MS)
    window.webContents.reload()
    if (first) tell()
    later(WELL_MS, () => {
      breath = BREATH_MS
    })
  }
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason !== 'clean-exit') later(breath, reopen)
  })
  // The crash that this makes is then mended like any other.
  window.on('unresponsive', () => later(HANGING_MS, () => window.webContents.forcefullyCrashRenderer()))
  window.on('responsive', () => waiting())
}
