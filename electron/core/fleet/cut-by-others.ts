import type { Connections } from '../connections/connections.ts'
import type { ManifestEntry } from '../connections/manifest.ts'
import type { Cancel, Clock } from '../ports.ts'

/** Whoever is at a step has ended it by then, also one that takes in a thousand connections over a slow line. */
export const CUT_AFTER_MS = 5 * 60_000

/** What makes one step the same as before. */
const stepName = ({ id, step, newName = '' }: ManifestEntry): string => `${id} ${step} ${newName}`

/** Completes steps that another workstation has left unfinished, once they have been seen unchanged for long enough. */
export type CutByOthers = {
  /** The list was read. */
  look(): void
  stop(): void
}

export function createCutByOthers(
  clock: Pick<Clock, 'after' | 'monotonic'>,
  connections: Pick<Connections, 'openSteps' | 'finishSteps'>,
): CutByOthers {
  let since = new Map<string, number>()
  let cancel: Cancel | null = null

  function look(): void {
    const now = clock.monotonic()
    since = new Map(connections.openSteps().map((entry) => [stepName(entry), since.get(stepName(entry)) ?? now]))
    if (since.size === 0 || cancel !== null) return
    const first = Math.min(...since.values())
    cancel = clock.after(Math.max(1, first + CUT_AFTER_MS - now), () => void finish())
  }

  async function finish(): Promise<void> {
    const due = clock.monotonic() - CUT_AFTER_MS
    const isDue = (entry: ManifestEntry): boolean => (since.get(stepName(entry)) ?? due + 1) <= due
    // What fails is tried again as long as it stands.
    const isDone = await connections.finishSteps(isDue).then(
      () => true,
      () => false,
    )
    cancel = null
    if (!isDone) for (const name of since.keys()) since.set(name, clock.monotonic())
    look()
  }

  return {
    look,
    stop: () => cancel?.(),
  }
}
