import type { Clock } from '../ports.ts'

/** Resolves after that time by the clock. */
export function pause(clock: Pick<Clock, 'after'>, ms: number): Promise<void> {
  return new Promise((resolve) => {
    clock.after(ms, resolve)
  })
}

/**
 * The work's own result, or null when it takes longer than `ms`; the work goes on either way. A thousand may wait for one
 * work: a race would make five promises for each of them.
 */
export function withinTime<Value>(
  clock: Pick<Clock, 'after'>,
  ms: number,
  work: Promise<Value>,
): Promise<Value | null> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(ms, () => resolve(null))
    work.then(resolve, reject)
    work.then(cancel, cancel)
  })
}
