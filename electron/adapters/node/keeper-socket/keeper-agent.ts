import { Agent } from 'node:http'
import type { Duplex } from 'node:stream'
import { passSocket } from '../pass-socket.ts'

/** Opens a connection to the verified keeper; null where none accepts. */
export type Dial = () => Promise<Duplex | null>

/** Keep-alive connections. The keeper never closes an idle one, so a request meets no closed socket. */
export class KeeperAgent extends Agent {
  readonly #dial: Dial

  constructor(dial: Dial, most: number) {
    super({ keepAlive: true, maxSockets: most, maxFreeSockets: most })
    this.#dial = dial
  }

  override createConnection(_options: unknown, done: (trouble: Error | null, stream: Duplex) => void): undefined {
    return passSocket(this.#opened(), done)
  }

  async #opened(): Promise<Duplex> {
    const socket = await this.#dial()
    if (socket === null) throw new Error('nobody keeps')
    return socket
  }
}
