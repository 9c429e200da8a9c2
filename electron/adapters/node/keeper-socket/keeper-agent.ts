import { Agent } from 'node:http'
import type { Duplex } from 'node:stream'
import { handOver } from '../hand-over.ts'

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
    return handOver(this.#opened(), done)
  }

  async #opened(): Promise<Duplex> {
    const line = await this.#dial()
    if (line === null) throw new Error('nobody keeps')
    return line
  }
}
