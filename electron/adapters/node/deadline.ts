/** Settles as `work` does, or with `late` after so many ms; the work itself goes on. */
export async function withDeadline<Value, Late>(work: Promise<Value>, ms: number, late: Late): Promise<Value | Late> {
  const { promise, resolve } = Promise.withResolvers<Late>()
  const timer = setTimeout(() => resolve(late), ms)
  try {
    return await Promise.race([work, promise])
  } finally {
    clearTimeout(timer)
  }
}
