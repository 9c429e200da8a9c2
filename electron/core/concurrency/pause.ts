import type { Clock } from '../ports.ts'

/** Resolves after that time by the clock; longer than 30 s in steps, as the clock wants it. */
export async function pause(clock: Pick<Clock, 'after'>, ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= STEP_MS) {
    await new Promise<void>((resolve) => clock.after(Math.min(left, STEP_MS), resolve))
  }
}

const STEP_MS = 30_000

/** The work's own result, or null when it takes longer than `ms`; the work goes on either way. */
export async function withinTime<Value>(clock: Clock, ms: number, work: Promise<Value>): Promise<Value | null> {
  let cancel: () => void = () => undefined
  const late = new Promise<null>((resolve) => {
    let left = ms
    const step = (): void => {
      if (left <= 0) return resolve(null)
      const next = Math.min(left, STEP_MS)
      left -= next
      cancel = clock.after(next, step)
    }
    step()
  })
  try {
    return await Promise.race([work, late])
  } finally {
    cancel()
  }
}
