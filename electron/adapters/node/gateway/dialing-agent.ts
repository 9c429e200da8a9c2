import { Agent, type ClientRequest, type ClientRequestArgs, type IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
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
const MAX_IDLE_PER_SERVER = 64
/** Of all; each holds a descriptor here and a place at its server. */
const MAX_IDLE = 256
/** Many a server never ends a line by itself. */
const IDLE_MS = 60_000
/** So much less than the server says: a request sent at that very moment would meet the close. */
const SAFETY_MS = 1_000

/** Else Node works the name for TLS, which `dial` has spoken already, out of each Host header. */
const SECURED: object = { servername: '' }

/**
 * Node's own keeping of connections, over ones that we open; all of them lead to one place. Its timers alone are ours: those of
 * Node's `timeout` are set three times for each call, which costs as much as all that is looked at in it.
 */
export class DialingAgent extends Agent {
  readonly #parts: Parts
  readonly #idleTimers = new WeakMap<Duplex, NodeJS.Timeout>()
  #dialing = 0
  #isRetired = false

  constructor(parts: Parts) {
    super({ keepAlive: true, ...SECURED })
    this.maxFreeSockets = MAX_IDLE_PER_SERVER
    this.#parts = parts
  }

  /** No line is kept from now on: calls in flight finish and close theirs. */
  retire(): void {
    this.#isRetired = true
    for (const line of Object.values(this.freeSockets).flat()) line?.destroy()
  }

  override getName(): string {
    return ''
  }

  /** Node copies all options for its reader of names first, which costs a tenth of a small call; here they name nothing. */
  addRequest(request: ClientRequest, options: ClientRequestArgs): void {
    const line = this.freeSockets['']?.pop()
    if (line === undefined || line.destroyed) return nodeAgent.addRequest.call(this, request, options)
    const used = this.sockets as Record<string, Socket[]>
    used[''] ??= []
    used[''].push(line)
    this.reuseSocket(line, request)
    request.onSocket(line)
  }

  override createConnection(
    _options: ClientRequestArgs,
    done?: (thrown: Error | null, stream: Duplex) => void,
  ): undefined {
    this.#dialing += 1
    this.#parts.open(new AbortController().signal).then(
      (line) => {
        line.once('close', () => this.#onClosed(line))
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
    if (this.#isRetired || !this.#mayStayIdle(line)) return false
    const { idle } = this.#parts
    idle.add(line)
    if (idle.size > MAX_IDLE) for (const oldest of [...idle].slice(0, 1)) this.#drop(oldest)
    return true
  }

  override reuseSocket(line: Duplex, request: ClientRequest): void {
    this.#parts.idle.delete(line)
    super.reuseSocket(line, request)
  }

  /** For a minute, or as long as its server says that it will keep it. */
  #mayStayIdle(line: Duplex): boolean {
    const timer = this.#idleTimers.get(line)
    if (timer !== undefined) return timer.refresh() === timer
    const ms = Math.min(IDLE_MS, keptByServerMs(line))
    if (ms <= 0) return false
    const overdue = (): void => void (this.#parts.idle.has(line) && this.#drop(line))
    this.#idleTimers.set(line, setTimeout(overdue, ms).unref())
    return true
  }

  #drop(line: Duplex): void {
    this.#parts.idle.delete(line)
    line.destroy()
  }

  #onClosed(line: Duplex): void {
    this.#parts.idle.delete(line)
    clearTimeout(this.#idleTimers.get(line))
    // Node's own listeners, which come after this one, take it out of the lists first.
    queueMicrotask(() => this.#tellWhenEmpty())
  }

  #tellWhenEmpty(): void {
    const lists = [this.sockets, this.freeSockets, this.requests]
    const isEmpty = lists.every((list) => Object.values(list).every((each) => each?.length === 0))
    if (this.#dialing === 0 && isEmpty) this.#parts.emptied()
  }
}

/** What Node's types leave out; its own and others' agents are asked for a line so. */
const nodeAgent = Agent.prototype as unknown as {
  addRequest(this: Agent, request: ClientRequest, options: ClientRequestArgs): void
}

/** The call that has just ended on a line, as Node itself finds it there. */
type Used = Duplex & { readonly _httpMessage?: { readonly res?: IncomingMessage } }

function keptByServerMs(line: Used): number {
  const [, seconds] = /^timeout=(\d+)/.exec(String(line._httpMessage?.res?.headers['keep-alive'])) ?? []
  return seconds === undefined ? IDLE_MS : 1_000 * Number(seconds) - SAFETY_MS
}
