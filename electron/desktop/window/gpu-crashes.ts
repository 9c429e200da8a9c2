import type { App } from 'electron'

/** After three crashes of the GPU process Chromium falls back to the next way of drawing; after three in the last, it exits. */
const CRASHES_PER_MODE = 3
/** How long Chromium counts a crash. */
const REMEMBERED_MS = 3_600_000

/**
 * Chromium ends the whole program ("GPU process isn't usable. Goodbye.") when the GPU process has crashed too often, and
 * with it a keeper that needs no window. So after the first fallback the limit is removed: Chromium reads this switch at
 * each crash.
 */
export function surviveGpuCrashes(app: Pick<App, 'on' | 'commandLine'>, now: () => number): void {
  let crashes: number[] = []
  app.on('child-process-gone', (_event, { type, reason }) => {
    if (type !== 'GPU' || reason === 'clean-exit') return
    crashes = [...crashes.filter((at) => now() - at < REMEMBERED_MS), now()]
    if (crashes.length > CRASHES_PER_MODE) app.commandLine.appendSwitch('disable-gpu-process-crash-limit')
  })
}
