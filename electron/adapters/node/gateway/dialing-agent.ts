import { Agent, type ClientRequest, type ClientRequestArgs } from 'node:http'
import type { Duplex } from 'node:stream'

/** The idle lines of all agents, the longest idle first, so that all of them together are bounded. */
export type IdleLines = Set<Duplex>

type Parts = {
  readonly idle: IdleLines
  readonly open: (signal: AbortSignal) => Promise<Duplex>
  /** It keeps no line any more, and none is being opened. */
  readonly emptied: () => void
}

/** Of one server, for calls that come one after another. */
const MOST_OF_ONE = 64
/** Of all; each holds a descriptor here and a place at its server. */
const MOST_OF_ALL = 256
/** Many a server never ends a line by itself. */
const IDLE_MS = 60_000

/** Node's own keeping of connections, over ones that we open; all of them lead to one place. */
export class DialingAgent extends Agent {
  readonly #parts: Parts
  #dialing = 0
  #isRetired = false

  constructor(parts: Parts) {
    super({ keepAlive: true, maxFreeSockets: MOST_OF_ONE, timeout: IDLE_MS })
    this.#parts = parts
  }

  /** No line is kept from now on: calls under way go on, and end theirs. */
  retire(): void {
    this.#isRetired = true
    for (const line of Object.values(this.freeSockets).flat()) line?.destroy()
  }

  override getName(): string {
    return ''
  }

  override createConnection(
    _options: ClientRequestArgs,
    done?: (thrown: Error | null, stream: Duplex) => void,
  ): undefined {
    this.#dialing += 1
    this.#parts.open(new AbortController().signal).then(
      (line) => {
        line.once('close', () => this.#ended(line))
        done?.(null, line)
        this.#dialing -= 1
      },
      (thrown: Error) => {
        // Typed as if a failure came with a socket too.
        ;(done as ((failure: Error) => void) | undefined)?.(thrown)
        this.#dialing -= 1
        this.#tellWhenEmpty()
      },
    )
    return undefined
  }

  override keepSocketAlive(line: Duplex): boolean {
    // Node's types have it as nothing, its documentation as this.
    const isKept = !this.#isRetired && (super.keepSocketAlive(line) as unknown) === true
    if (!isKept) return false
    const { idle } = this.#parts
    idle.add(line)
    if (idle.size > MOST_OF_ALL) for (const oldest of [...idle].slice(0, 1)) this.#drop(oldest)
    return true
  }

  override reuseSocket(line: Duplex, request: ClientRequest): void {
    this.#parts.idle.delete(line)
    super.reuseSocket(line, request)
  }

  #drop(line: Duplex): void {
    this.#parts.idle.delete(line)
    line.destroy()
  }

  #ended(line: Duplex): void {
    this.#parts.idle.delete(line)
    // Node's own listeners, which come after this one, take it out of the lists first.
    queueMicrotask(() => this.#tellWhenEmpty())
  }

  #tellWhenEmpty(): void {
    const lists = [this.sockets, this.freeSockets, this.requests]
    if (this.#dialing === 0 && lists.every((list) => Object.keys(list).length === 0)) this.#parts.emptied()
  }
}
