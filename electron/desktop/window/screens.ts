import { type BrowserWindow, screen } from 'electron'
import type { Cancel, Clock } from '../../core/ports.ts'
import { type Bounds, boundsInReach } from './window-bounds.ts'

/** By then a window manager has moved windows itself; openbox does so after us and leaves only a few pixels visible. */
const AFTER_WINDOW_MANAGER_MS = 1_000

/** The screens' parts that no panel takes; the main one first. */
export function workAreas(): readonly Bounds[] {
  const main = screen.getPrimaryDisplay()
  const others = screen.getAllDisplays().filter(({ id }) => id !== main.id)
  return [main, ...others].map(({ workArea }) => workArea)
}

/**
 * A window that stood on a screen which is gone comes back to where a person can take hold of it; also one that is hidden,
 * before it is shown again. Not every system does that by itself: X11 leaves it to window managers, which may not.
 */
export function keepInReach(window: BrowserWindow, clock: Pick<Clock, 'after'>): void {
  let cancelLater: Cancel = () => {}
  const moveIntoReach = (): void => {
    const bounds = boundsInReach(window.getBounds(), workAreas())
    if (bounds !== null) window.setBounds(bounds)
  }
  const screensChanged = (): void => {
    moveIntoReach()
    cancelLater()
    cancelLater = clock.after(AFTER_WINDOW_MANAGER_MS, moveIntoReach)
  }
  screen.on('display-removed', screensChanged)
  screen.on('display-metrics-changed', screensChanged)
  window.once('closed', () => {
    cancelLater()
    screen.off('display-removed', screensChanged)
    screen.off('display-metrics-changed', screensChanged)
  })
}
