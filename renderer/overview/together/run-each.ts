import type { Fault, Reply } from '../../../shared/fault.ts'

/** Progress of a bulk action. */
export type Progress = { readonly done: number; readonly total: number }

export type Outcome = {
  readonly done: readonly string[]
  readonly failed: readonly { readonly name: string; readonly fault: Fault | null }[]
  /** Not begun, since the action was stopped. */
  readonly notStarted: readonly string[]
}

/** A few, so that the keeper can do other work meanwhile. */
const MAX_CONCURRENT = 6

/**
 * Runs `work` for each name, a few at a time and in order, until `stopSignal`; what has begun is finished. `work` gives a reply
 * with a fault, or null for a test that ran and did not pass.
 */
export async function runEach(
  names: readonly string[],
  work: (name: string) => Promise<Reply<unknown> | null>,
  { onProgress, stopSignal }: { readonly onProgress: (progress: Progress) => void; readonly stopSignal: AbortSignal },
): Promise<Outcome> {
  const notStarted = [...names]
  const done: string[] = []
  const failed: { name: string; fault: Fault | null }[] = []

  async function next(): Promise<void> {
    for (let name = notStarted.shift(); name !== undefined; name = notStarted.shift()) {
      const reply = await work(name)
      if (reply?.ok === true) done.push(name)
      else failed.push({ name, fault: reply?.fault ?? null })
      onProgress({ done: done.length + failed.length, total: names.length })
      if (stopSignal.aborted) return
    }
  }

  await Promise.all(Array.from({ length: Math.min(MAX_CONCURRENT, names.length) }, next))
  return { done, failed, notStarted }
}
