import { type BrowserWindow, screen } from 'electron'
import type { Cancel, Clock } from '../../core/ports.ts'
import { type Bounds, boundsInReach } from './window-bounds.ts'

/** By then a window manager has done what it does; openbox leaves a few pixels of such a window in sight, after us. */
const SETTLED_MS = 1_000

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
  let later: Cancel = () => {}
  const look = (): void => {
    const bounds = boundsInReach(window.getBounds(), workAreas())
    if (bounds !== null) window.setBounds(bounds)
  }
  const changed = (): void => {
    look()
    later()
    later = clock.after(SETTLED_MS, look)
  }
  screen.on('display-removed', changed)
  screen.on('display-metrics-changed', changed)
  window.once('closed', () => {
    later()
    screen.off('display-removed', changed)
    screen.off('display-metrics-changed', changed)
  })
}
