import { connectKeeper, type KeeperClientOptions } from '../adapters/node/keeper-socket/keeper-client.ts'
import { withinTime } from '../core/concurrency/pause.ts'
import type { Cancel } from '../core/ports.ts'

/** Well within the half minute for which the keeper believes it (electron/core/renewal/valid-tokens.ts). */
const BEAT_MS = 10_000
/** No program waits longer for its start. */
const FIRST_WITHIN_MS = 1_000

/**
 * Tells whichever keeper runs, again and again, that a program works with this connection's token, until it is cancelled.
 * Resolves when it has been told, so that nobody has the token renewed under a program that has just begun.
 * This process never keeps for it: where nobody runs, nothing is renewed quietly, and there is nobody to tell.
 */
export async function tellInUse(options: KeeperClientOptions, name: string): Promise<Cancel> {
  let over = false
  let stop: Cancel = () => {}
  async function beat(): Promise<void> {
    await toldOnce(options, name)
    if (!over) stop = options.clock.after(BEAT_MS, () => void beat())
  }
  await withinTime(options.clock, FIRST_WITHIN_MS, beat())
  return () => {
    over = true
    stop()
  }
}

/** One that does not answer, or does not know the call, renews as it thinks best. */
async function toldOnce(options: KeeperClientOptions, name: string): Promise<void> {
  try {
    const keeper = await connectKeeper(options)
    if (keeper === null) return
    await keeper.call('connections.inUse', { name }).finally(() => keeper.close())
  } catch {
    // The program that runs meanwhile has its token, and must not be stopped for this.
  }
}
