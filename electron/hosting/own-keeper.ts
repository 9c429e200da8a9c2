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
 * A command that is done sooner leaves the background alone: `list` should not begin renewals that it would then have
 * to wait for. Whatever goes on longer (exec, journal --follow) keeps everything fresh.
 */
const QUICK_COMMAND_MS = 2_000

/** Calls in the works may go on for so long before their keeper ends; renewals are waited for in any case. */
const CALLS_MS = 20_000
/** Of programs with a key. An upload may take hours: nobody else waits so long for the next keeper. */
const PASSING_MS = 5_000
/** And answers to those who waited for a renewal need a moment to be written. */
const ANSWERS_MS = 2_000

/**
 * These end with the renewal that they wait for, and the keeper waits for that itself; or with the keyring's dialog; or with
 * a person, who is asked again by the next keeper.
 */
const WAITING_FOR_OTHERS: readonly CallName[] = [
  'connections.token',
  'connections.refresh',
  'connections.rejected',
  'signIn.wait',
  'vault.unlock',
]

/**
 * This process as the keeper: from the lock to its release. The socket is taken first, so that others hear a hello while the
 * vault is still being opened; their calls wait. Raises what hinders the keeper, and keeper_lost where the folder has gone
 * meanwhile; the lock is free again then.
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
  readonly #made = Promise.withResolvers<Keeper>()
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
    if (hostOptions.lasting) this.#consumerPort = createConsumerPort({ keeper: this.#made.promise, clock, random })
    this.#door = createSocketDoor({ keeper: this.#made.promise, clock, random, self, openApi: readOpenApi })
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
    // What answers others is loaded before anybody hears that we keep: an update may take its file away from then on.
    const listener = this.#host.lasting ? loadListener().catch(() => undefined) : undefined
    const made = await this.#host.makeKeeper({ ownership: this.#ownership, host: this.#facts() })
    await listener
    // Made of files that were moved away meanwhile, it would say that there is nothing.
    if (!this.#ownership.held()) raise('keeper_lost')
    this.#made.resolve(made.keeper)
    this.#startWhenDue(made)
  }

  abandon(why: unknown): void {
    this.#made.reject(why)
    this.#letGo()
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
      this.#letGo()
      this.#ended.resolve(how)
    })
    return this.#leaving
  }

  async #finish(): Promise<void> {
    const { clock } = this.#host
    this.#door.leave()
    this.#consumerPort?.leave()
    this.#cancelStart()
    const keeper = await this.#made.promise.catch(() => null)
    if (keeper === null) return
    // A keeper that is stopped while it starts would go on starting afterwards.
    await this.#started
    const passing = this.#consumerPort?.quiet() ?? Promise.resolve()
    await Promise.all([
      withinTime(
        clock,
        CALLS_MS,
        this.#door.quiet((call) => !WAITING_FOR_OTHERS.includes(call.name)),
      ),
      withinTime(clock, PASSING_MS, passing),
    ])
    await keeper.stop().catch(unlessExpected)
    await withinTime(clock, ANSWERS_MS, this.#door.quiet())
  }

  /** The lock goes before the connections: whoever hears that we are gone finds it free. */
  #letGo(): void {
    this.#place?.close()
    this.#consumerPort?.close()
    this.#ownership.release()
    this.#door.close()
  }
}

/** An index that could not be written for the last time is no reason for a command to fail: it can be rebuilt. */
function unlessExpected(thrown: unknown): void {
  if (!(thrown instanceof FaultError)) throw thrown
}
