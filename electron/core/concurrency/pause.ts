import type { Clock } from '../ports.ts'

/** Resolves after that time by the clock. */
export function pause(clock: Pick<Clock, 'after'>, ms: number): Promise<void> {
  return new Promise((resolve) => {
    clock.after(ms, resolve)
  })
}

/** The work's own result, or null when it takes longer than `ms`; the work goes on either way. */
export async function withinTime<Value>(
  clock: Pick<Clock, 'after'>,
  ms: number,
  work: Promise<Value>,
): Promise<Value | null> {
  let cancel: () => void = () => undefined
  const late = new Promise<null>((resolve) => {
    cancel = clock.after(ms, () => resolve(null))
  })
  try {
    return await Promise.race([work, late])
  } finally {
    cancel()
  }
}
