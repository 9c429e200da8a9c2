import type { Input, Output } from '../../shared/api/contract/contract.ts'
import type { CallName } from '../../shared/api/contract/names.ts'
import { FaultError, raise } from '../../shared/fault.ts'
import type { HeldOwnership } from '../adapters/node/keeper-socket/ownership.ts'
import { socketPath } from '../adapters/node/keeper-socket/socket-address.ts'
import { loadListener } from '../adapters/node/loopback/http-server.ts'
import { readOpenApi } from '../adapters/node/loopback/open-api-file.ts'
import { withinTime } from '../core/concurrency/pause.ts'
import type { Keeper } from '../core/keeper.ts'
import type { Cancel, HostFacts } from '../core/ports.ts'
import { createSocketDoor, type SocketDoor } from '../doors/socket/socket.ts'
import { buildName } from './build.ts'
import { createConsumerPort, type HeldConsumerPort } from './consumer-port.ts'
import type { HostOptions, MadeKeeper } from './host-options.ts'
import { keeperServer } from './keeper-server.ts'
import type { KeeperSession, SessionEnd } from './keeper-session.ts'
import { type SocketPlace, takeSocketPlace } from './socket-place.ts'

/**
 * A shorter command starts no background renewals, which it would have to wait for (`list`). A longer one (exec,
 * journal --follow) does.
 */
const QUICK_COMMAND_MS = 2_000

/** How long calls in flight may delay the keeper's end; renewals are waited for in any case. */
const CALLS_MS = 20_000
/** For calls of consumers: an upload may take hours, and others wait for the next keeper. */
const CONSUMER_CALLS_MS = 5_000
/** Callers that waited for a renewal need a moment to get their answers. */
const ANSWERS_MS = 2_000

/**
 * These wait for a renewal, which the keeper waits for itself; or for the keyring's dialog; or for a person, who is asked
 * again by the next keeper.
 */
const WAITING_FOR_OTHERS: readonly CallName[] = [
  'connections.token',
  'connections.refresh',
  'connections.rejected',
  'signIn.wait',
  'vault.unlock',
]

/**
 * This process as the keeper, from the lock to its release. The socket comes first, so that clients get a hello while the
 * vault is still being opened; their calls wait. Raises what prevents the keeper, and keeper_lost where the folder has gone
 * meanwhile; then the lock is released.
 */
export async function beginKeeping(
  ownership: HeldOwnership,
  hostOptions: HostOptions,
  replaced: KeeperSession['replaced'] = null,
): Promise<KeeperSession> {
  const keeper = new OwnKeeper(ownership, hostOptions, replaced)
  try {
    await keeper.begin()
    return keeper
  } catch (thrown) {
    keeper.abandon(thrown)
    throw thrown
  }
}

class OwnKeeper implements KeeperSession {
  readonly kind = 'keeper'
  readonly isOlder = false
  readonly keeper: KeeperSession['keeper']
  readonly replaced: KeeperSession['replaced']
  readonly over: Promise<SessionEnd>
  readonly #ownership: HeldOwnership
  readonly #host: HostOptions
  readonly #createdKeeper = Promise.withResolvers<Keeper>()
  readonly #ended = Promise.withResolvers<SessionEnd>()
  readonly #door: SocketDoor
  readonly #consumerPort: HeldConsumerPort | undefined
  #place: SocketPlace | null = null
  #started: Promise<void> = Promise.resolve()
  #cancelStart: Cancel = () => {}
  #leaving: Promise<void> | null = null

  constructor(ownership: HeldOwnership, hostOptions: HostOptions, replaced: KeeperSession['replaced']) {
    this.replaced = replaced
    this.#ownership = ownership
    this.#host = hostOptions
    this.keeper = { host: hostOptions.host, pid: process.pid }
    this.over = this.#ended.promise
    const { build, host } = hostOptions
    const self = { version: buildName(build), committedAt: build.committedAt, host, pid: process.pid }
    const { clock, random } = hostOptions
    if (hostOptions.lasting)
      this.#consumerPort = createConsumerPort({ keeper: this.#createdKeeper.promise, clock, random })
    this.#door = createSocketDoor({ keeper: this.#createdKeeper.promise, clock, random, self, openApi: readOpenApi })
  }

  async begin(): Promise<void> {
    const { stateFolder, clock, pipes = process.platform === 'win32' } = this.#host
    this.#place = await takeSocketPlace({
      stateFolder,
      clock,
      pipes,
      ownership: this.#ownership,
      serve: () => keeperServer(this.#door),
      lost: () => void this.#end('lost'),
    })
    // Imported before others learn that we keep: an update may remove its file from then on.
    const listener = this.#host.lasting ? loadListener().catch(() => undefined) : undefined
    const made = await this.#host.makeKeeper({ ownership: this.#ownership, host: this.#facts() })
    await listener
    // The state folder was moved away meanwhile: this keeper would show an empty list.
    if (!this.#ownership.held()) raise('keeper_lost')
    this.#createdKeeper.resolve(made.keeper)
    this.#startWhenDue(made)
  }

  abandon(why: unknown): void {
    this.#createdKeeper.reject(why)
    this.#release()
  }

  async call<Name extends CallName>(name: Name, input: Input<Name>): Promise<Output<Name>> {
    const reply = await this.#door.ask(name, input)
    if (reply.ok) return reply.value as Output<Name>
    throw new FaultError(reply.fault)
  }

  subscribe(listener: Parameters<KeeperSession['subscribe']>[0]): Cancel {
    return this.#door.subscribe(listener)
  }

  leave(): Promise<void> {
    return this.#end('left')
  }

  #facts(): HostFacts {
    const { build, host, lasting, stateFolder, pipes = process.platform === 'win32' } = this.#host
    const { version, commit } = build
    const socket = pipes ? undefined : socketPath(stateFolder)
    return {
      version,
      commit,
      pid: process.pid,
      name: host,
      socket,
      lasting,
      consumerPort: this.#consumerPort,
      leave: () => void this.#end('handed-over'),
    }
  }

  #startWhenDue({ keeper, hasNews }: MadeKeeper): void {
    const start = () => {
      this.#started = keeper.start()
    }
    if (this.#host.lasting || hasNews) return start()
    this.#cancelStart = this.#host.clock.after(QUICK_COMMAND_MS, () => {
      void loadListener().catch(() => undefined)
      start()
    })
  }

  #end(how: SessionEnd): Promise<void> {
    this.#leaving ??= this.#finish().finally(() => {
      this.#release()
      this.#ended.resolve(how)
    })
    return this.#leaving
  }

  async #finish(): Promise<void> {
    const { clock } = this.#host
    this.#door.leave()
    this.#consumerPort?.leave()
    this.#cancelStart()
    const keeper = await this.#createdKeeper.promise.catch(() => null)
    if (keeper === null) return
    // Otherwise a keeper that is still starting would go on after its stop.
    await this.#started
    const consumerCalls = this.#consumerPort?.quiet() ?? Promise.resolve()
    await Promise.all([
      withinTime(
        clock,
        CALLS_MS,
        this.#door.quiet((call) => !WAITING_FOR_OTHERS.includes(call.name)),
      ),
      withinTime(clock, CONSUMER_CALLS_MS, consumerCalls),
    ])
    await keeper.stop().catch(unlessExpected)
    await withinTime(clock, ANSWERS_MS, this.#door.quiet())
  }

  /** Releases the lock before closing connections, so that clients that notice find it free. */
  #release(): void {
    this.#place?.close()
    this.#consumerPort?.close()
    this.#ownership.release()
    this.#door.close()
  }
}

/** A failed last write of the index is no reason for a command to fail: it can be rebuilt. */
function unlessExpected(thrown: unknown): void {
  if (!(thrown instanceof FaultError)) throw thrown
}
