import type { App } from 'electron'

/** After three crashes of the process that draws, Chromium takes the next way of drawing; after three in the last way, it ends. */
const TRIED = 3
/** How long Chromium remembers one. */
const REMEMBERED_MS = 3_600_000

/**
 * Chromium ends the whole program ("GPU process isn't usable. Goodbye.") when the process that draws has crashed too often,
 * and with it a keeper that needs no picture. So once the first way of drawing has been given up, the limit is taken
 * away: Chromium looks for this switch at each crash.
 */
export function outliveDrawing(app: Pick<App, 'on' | 'commandLine'>, now: () => number): void {
  let crashes: number[] = []
  app.on('child-process-gone', (_event, { type, reason }) => {
    if (type !== 'GPU' || reason === 'clean-exit') return
    crashes = [...crashes.filter((at) => now() - at < REMEMBERED_MS), now()]
    if (crashes.length > TRIED) app.commandLine.appendSwitch('disable-gpu-process-crash-limit')
  })
}
