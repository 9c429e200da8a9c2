import { Agent } from 'node:http'
import type { Duplex } from 'node:stream'

/** Opens a connection to the keeper, known to be its own; null where nobody takes any more. */
export type Dial = () => Promise<Duplex | null>

/** Connections that stay open between calls. The keeper closes none while it keeps, so none is found closed. */
export class KeeperAgent extends Agent {
  readonly #dial: Dial

  constructor(dial: Dial, most: number) {
    super({ keepAlive: true, maxSockets: most, maxFreeSockets: most })
    this.#dial = dial
  }

  override createConnection(_options: unknown, done: (trouble: Error | null, stream: Duplex) => void): undefined {
    this.#dial().then(
      (socket) => (socket === null ? fail(done, new Error('nobody keeps')) : done(null, socket)),
      (thrown: unknown) => fail(done, thrown),
    )
    return undefined
  }
}

/** The types want a stream beside each error; Node does not look at it. */
function fail(done: (trouble: Error | null, stream: Duplex) => void, thrown: unknown): void {
  const tell = done as (trouble: unknown) => void
  tell(thrown)
}
