/** The promise's value, or the signal's reason if that comes first; the call itself goes on, for others that wait for it. */
export async function untilAborted<T>(pending: Promise<T>, signal: AbortSignal | null | undefined): Promise<T> {
  if (!signal) return pending
  const { promise, resolve, reject } = Promise.withResolvers<T>()
  const abort = (): void => reject(signal.reason)
  if (signal.aborted) abort()
  signal.addEventListener('abort', abort, { once: true })
  pending.then(resolve, reject)
  return promise.finally(() => signal.removeEventListener('abort', abort))
}
