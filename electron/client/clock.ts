import { setTimeout as wait } from 'node:timers/promises'

/** A deadline that can be moved. */
export type Deadline = { again(ms: number, run: () => void): void; stop(): void }

export function within(ms: number, run: () => void): Deadline {
  let timer = setTimeout(run, ms)
  let stopped = false
  return {
    again(later, next) {
      clearTimeout(timer)
      if (!stopped) timer = setTimeout(next, later)
    },
    stop() {
      stopped = true
      clearTimeout(timer)
    },
  }
}

export async function pause(ms: number): Promise<void> {
  await wait(ms)
}
