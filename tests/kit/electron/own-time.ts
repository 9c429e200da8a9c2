/**
 * Runs in Electron's main process before main.js (real-host.ts hands its text over, so it takes nothing from around it):
 * its clocks and timers go as the machine's do, and as far ahead as a test says by `advance`. A timer that is due by then
 * runs at once. What Electron and Node do by themselves keeps the machine's time, and so do
 * its other processes: the page's clock is Playwright's (page.clock).
 */
export function ownTime(): void {
  type Waiting = { readonly due: number; readonly run: () => void }
  const machine = {
    now: Date.now.bind(Date),
    monotonic: performance.now.bind(performance),
    setTimeout: globalThis.setTimeout,
    clearTimeout: globalThis.clearTimeout,
  }
  const waiting = new Map<NodeJS.Timeout, Waiting>()
  let ahead = 0

  Date.now = () => machine.now() + ahead
  // Not writable in Electron 25: an assignment is passed over without a word, and then no timer ever comes early.
  Object.defineProperty(performance, 'now', { value: () => machine.monotonic() + ahead, configurable: true })
  const later = (run: (...given: unknown[]) => void, ms = 0, ...given: unknown[]): NodeJS.Timeout => {
    const once = (): void => {
      if (!waiting.delete(timer)) return
      machine.clearTimeout(timer)
      run(...given)
    }
    const timer = machine.setTimeout(once, ms)
    waiting.set(timer, { due: performance.now() + ms, run: once })
    return timer
  }
  globalThis.setTimeout = Object.assign(later, machine.setTimeout) as typeof setTimeout
  globalThis.clearTimeout = (timer) => {
    if (timer instanceof Object) waiting.delete(timer as NodeJS.Timeout)
    machine.clearTimeout(timer)
  }
  /** In the order in which they are due; those that one of them starts wait for the next time. */
  const advance = (ms: number): void => {
    ahead += ms
    const now = performance.now()
    const due = [...waiting.values()].filter((each) => each.due <= now).sort((one, other) => one.due - other.due)
    for (const { run } of due) run()
  }
  Object.assign(globalThis, { advance })
}
