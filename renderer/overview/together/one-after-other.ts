import type { Fault, Reply } from '../../../shared/fault.ts'

/** How work on many connections goes: the same for a test of all and for what is done to those that are selected. */
export type Progress = { readonly done: number; readonly total: number }

export type Outcome = {
  readonly done: readonly string[]
  readonly failed: readonly { readonly name: string; readonly fault: Fault | null }[]
  /** Not begun, since somebody stopped it. */
  readonly left: readonly string[]
}

/** As many calls at a time: servers answer in their own time, and the keeper does other work meanwhile. */
const AT_ONCE = 6

/**
 * Does it to each, a few at a time and in their order, until `stopped`. What has begun comes to its end. `work` gives a
 * reply that is not ok for what went wrong, or `null` for what went through and came out badly (a test).
 */
export async function forEachOf(
  names: readonly string[],
  work: (name: string) => Promise<Reply<unknown> | null>,
  { told, stopped }: { readonly told: (progress: Progress) => void; readonly stopped: AbortSignal },
): Promise<Outcome> {
  const waiting = [...names]
  const done: string[] = []
  const failed: { name: string; fault: Fault | null }[] = []

  async function next(): Promise<void> {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      const reply = await work(name)
      if (reply?.ok === true) done.push(name)
      else failed.push({ name, fault: reply?.fault ?? null })
      told({ done: done.length + failed.length, total: names.length })
      if (stopped.aborted) return
    }
  }

  await Promise.all(Array.from({ length: Math.min(AT_ONCE, names.length) }, next))
  return { done, failed, left: waiting }
}
