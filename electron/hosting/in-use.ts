import { connectKeeper, type KeeperClientOptions } from '../adapters/node/keeper-socket/keeper-client.ts'
import { withinTime } from '../core/concurrency/pause.ts'
import type { Cancel } from '../core/ports.ts'

/** Well within the half minute for which the keeper believes it (electron/core/renewal/valid-tokens.ts). */
const BEAT_MS = 10_000
/** A program's start waits no longer than this. */
const FIRST_WITHIN_MS = 1_000

/**
 * Reports to the running keeper, again and again until cancelled, that a program uses this connection's token. Resolves
 * after the first report, so that the token is not renewed under a program that has just started. Never becomes the keeper
 * itself: without one nothing is renewed in the background.
 */
export async function tellInUse(options: KeeperClientOptions, name: string): Promise<Cancel> {
  let isCancelled = false
  let stop: Cancel = () => {}
  async function beat(): Promise<void> {
    await reportOnce(options, name)
    if (!isCancelled) stop = options.clock.after(BEAT_MS, () => void beat())
  }
  await withinTime(options.clock, FIRST_WITHIN_MS, beat())
  return () => {
    isCancelled = true
    stop()
  }
}

/** Failures are ignored: the keeper then renews as usual. */
async function reportOnce(options: KeeperClientOptions, name: string): Promise<void> {
  try {
    const keeper = await connectKeeper(options)
    if (keeper === null) return
    await keeper.call('connections.inUse', { name }).finally(() => keeper.close())
  } catch {
    // The running program has its token and must not be stopped for this.
  }
}
