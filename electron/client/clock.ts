/** A deadline that can be moved. */
export function within(ms: number, run: () => void) {
  let timer = setTimeout(run, ms)
  let stopped = false
  return {
    again(later: number, next: () => void): void {
      clearTimeout(timer)
      if (!stopped) timer = setTimeout(next, later)
    },
    stop(): void {
      stopped = true
      clearTimeout(timer)
    },
  }
}
