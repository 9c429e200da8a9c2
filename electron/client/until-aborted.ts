/** What is awaited, or the signal's reason where that comes first: what was asked for goes on, and serves whoever asks next. */
export async function untilAborted<T>(coming: Promise<T>, signal: AbortSignal | null | undefined): Promise<T> {
  if (!signal) return coming
  const { promise, resolve, reject } = Promise.withResolvers<T>()
  const abort = (): void => reject(signal.reason)
  if (signal.aborted) abort()
  signal.addEventListener('abort', abort, { once: true })
  coming.then(resolve, reject)
  return promise.finally(() => signal.removeEventListener('abort', abort))
}
