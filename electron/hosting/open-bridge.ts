import type { Bridge, Input, Notice, Output } from '../../shared/api/contract/contract.ts'
import { type CallName, isRepeatable } from '../../shared/api/contract/names.ts'
import { type Fault, type FaultCode, FaultError, faultOf, raise } from '../../shared/fault.ts'
import { pause, withinTime } from '../core/concurrency/pause.ts'
import type { Cancel } from '../core/ports.ts'
import { elect } from './election.ts'
import type { HostOptions } from './host-options.ts'
import type { KeeperSession, SessionEnd } from './keeper-session.ts'

/** A host's way to the keeper, wherever that runs at the moment; the same in the keeper's own process. */
export type HostBridge = Bridge & {
  /** Notices from now on, over every change of keeper; what happens between two of them is not told. */
  subscribe(listener: (notice: Notice) => void): Cancel
  /** Tells whenever calls begin or cease to reach a keeper, and at once where they do not. */
  watchKeeper(listener: (here: boolean) => void): Cancel
  /** Leaves. Where this host keeps, renewals and saves under way are finished first. */
  close(): Promise<void>
}

export type BridgeOptions = {
  /** Called with each new session: at first, and after each change of keeper. */
  sessionBegan?(session: Pick<KeeperSession, 'kind' | 'keeper' | 'call' | 'replaced'>): void
  /** Called while a host that lasts finds no keeper, once for each fault that follows another. */
  troubled?(trouble: Fault): void
  /** A keeper that is there and does not answer is waited for from the first as from then on, and raises nothing. */
  readonly patient?: boolean
}

/** How often one call may meet keepers that are just leaving. */
const MOST_TRIES = 10
/** A keeper that is leaving finishes its renewals first, which take 120 s at most. */
const LEAVING_MS = 150_000
/** Once ours was asked to hand over, the one that asked comes first. */
const YIELD_MS = 3_000
/** After a hand-over the newer host gets this head start, with jitter, so that it takes the lock and not one of us. */
const HEAD_START_MS = 40
/**
 * Without a session, a lasting host looks again after this and that much more by chance, then after twice as long, up to
 * the most: a vault that is missing for hours should not be asked for three times a second.
 */
const LOOK_AGAIN_MS = 300
const MOST_LOOK_AGAIN_MS = 2_000

/** Somebody keeps, and is stopped or busy: it will answer one day, or end. */
const SILENT: readonly FaultCode[] = ['keeper_unresponsive', 'waited_too_long']

/** Finds the first session, so that what hinders it is raised here. */
export async function openBridge(hostOptions: HostOptions, options: BridgeOptions = {}): Promise<HostBridge> {
  const bridge = new LastingBridge(hostOptions, options)
  try {
    await bridge.session()
  } catch (thrown) {
    const trouble = faultOf(thrown)
    if (!options.patient || !SILENT.includes(trouble.code)) throw thrown
    bridge.waitForKeeper(trouble)
  }
  return bridge
}

class LastingBridge implements HostBridge {
  readonly #host: HostOptions
  readonly #options: BridgeOptions
  readonly #listeners = new Set<(notice: Notice) => void>()
  readonly #watchers = new Set<(here: boolean) => void>()
  #session: Promise<KeeperSession> | null = null
  #unsubscribe: Cancel | null = null
  #yieldUntil = 0
  /** An older keeper did not understand us: the next one must. */
  #insisting = false
  /** The process of a keeper that could not load a part of itself. */
  #worn: number | null = null
  #here = true
  #isFirst = true
  #closed = false

  constructor(hostOptions: HostOptions, options: BridgeOptions) {
    this.#host = hostOptions
    this.#options = options
  }

  /** The session that we have, or the next one. */
  session(): Promise<KeeperSession> {
    if (this.#closed) raise('keeper_leaving')
    this.#session ??= this.#findSession()
    return this.#session
  }

  async call<Name extends CallName>(name: Name, input: Input<Name>): Promise<Output<Name>> {
    for (let tries = 1; ; tries++) {
      const session = await this.session()
      try {
        const output = await session.call(name, input)
        if (session.kind === 'client')
          this.#host.log.write('debug', 'asked', { call: name, keeper: session.keeper.pid })
        return output
      } catch (thrown) {
        const trouble = faultOf(thrown)
        this.#host.log.write('debug', 'asked', { call: name, keeper: session.keeper.pid, fault: trouble.code, tries })
        if (this.#closed || tries === MOST_TRIES) throw thrown
        if (!this.#insisting && session.isOlder && isOverOlder(name, trouble)) await this.#insist(session)
        else if (trouble.code === 'program_replaced' && this.#mayReplace(session)) await this.#replace(session)
        else if (mayAskAgain(name, trouble)) await this.#gone(session)
        else throw thrown
      }
    }
  }

  subscribe(listener: (notice: Notice) => void): Cancel {
    const own = (notice: Notice) => listener(notice)
    this.#listeners.add(own)
    this.#session?.then((session) => this.#listen(session)).catch(() => {})
    return () => void this.#listeners.delete(own)
  }

  watchKeeper(listener: (here: boolean) => void): Cancel {
    const own = (here: boolean) => listener(here)
    this.#watchers.add(own)
    if (!this.#here) listener(false)
    return () => void this.#watchers.delete(own)
  }

  /** After a first search that came to nothing. */
  waitForKeeper(trouble: Fault): void {
    this.#keeperIs(false)
    this.#tellNone(trouble)
    void this.#findSessionAgain(trouble.code)
  }

  async close(): Promise<void> {
    this.#closed = true
    const session = await this.#session?.catch(() => null)
    await session?.leave()
  }

  async #findSession(): Promise<KeeperSession> {
    const { clock } = this.#host
    try {
      const mayKeep = () => clock.monotonic() >= this.#yieldUntil
      const past = { insisting: this.#insisting, worn: this.#worn }
      const session = await elect(this.#host, { mayKeep, ...past, isFirst: this.#isFirst })
      this.#isFirst = false
      void session.over.then((how) => this.#lost(how))
      this.#listen(session)
      this.#keeperIs(true)
      const { kind, keeper } = session
      this.#host.log.write('info', 'session', { as: kind, of: keeper.host, keeper: keeper.pid })
      this.#options.sessionBegan?.(session)
      return session
    } catch (thrown) {
      this.#session = null
      throw thrown
    }
  }

  #listen(session: KeeperSession): void {
    if (this.#listeners.size === 0 || this.#unsubscribe !== null) return
    this.#unsubscribe = session.subscribe((notice) => {
      for (const tell of [...this.#listeners]) tell(notice)
    })
  }

  #lost(how: SessionEnd): void {
    this.#session = null
    this.#unsubscribe?.()
    this.#unsubscribe = null
    if (how === 'handed-over') this.#yieldUntil = this.#host.clock.monotonic() + YIELD_MS
    this.#keeperIs(false)
    if (this.#host.lasting || this.#listeners.size > 0) void this.#findSessionAgain()
  }

  #keeperIs(here: boolean): void {
    this.#here = here
    for (const tell of [...this.#watchers]) tell(here)
  }

  /** A lasting host takes over as soon as it can, however the keeper ended. */
  async #findSessionAgain(last = ''): Promise<void> {
    const { clock, random } = this.#host
    let told = last
    let wait = LOOK_AGAIN_MS
    await pause(clock, HEAD_START_MS * (1 + random.fraction()))
    while (!this.#closed) {
      try {
        await this.session()
        return
      } catch (thrown) {
        const trouble = faultOf(thrown)
        if (trouble.code !== told) this.#tellNone(trouble, foreign(thrown))
        if (trouble.code === 'bug') throw thrown
        told = trouble.code
        await pause(clock, wait * (1 + random.fraction()))
        wait = Math.min(2 * wait, MOST_LOOK_AGAIN_MS)
      }
    }
  }

  #tellNone(trouble: Fault, thrown?: unknown): void {
    this.#host.log.write('warn', 'no_session', { fault: trouble.code }, thrown)
    if (trouble.code !== 'bug') this.#options.troubled?.(trouble)
  }

  /** Leaves an older keeper that we cannot talk to, so that the next session is at one that we can. */
  async #insist(session: KeeperSession): Promise<void> {
    this.#insisting = true
    await session.leave()
    await session.over
  }

  /** Of each keeper once: one that keeps what is in memory alone stays. */
  #mayReplace({ kind, keeper }: KeeperSession): boolean {
    return kind === 'client' && keeper.pid !== null && keeper.pid !== this.#worn
  }

  /** Its files are those of another build by now, which ours may be: it makes room. */
  async #replace(session: KeeperSession): Promise<void> {
    this.#worn = session.keeper.pid
    await session.leave()
    await session.over
  }

  /** Resolves when that session is over: the same call would only meet the same answer before. */
  async #gone(session: KeeperSession): Promise<void> {
    await withinTime(this.#host.clock, LEAVING_MS, session.over)
  }
}

/**
 * True for what an older keeper answers to a call that it does not know, or knows in another shape. It has not made those
 * that it refused; of those that it made, only what may be made twice is asked again.
 */
function isOverOlder(name: CallName, { code }: Fault): boolean {
  if (code === 'unknown_call' || code === 'bad_shape') return true
  return code === 'keeper_version' && isRepeatable(name)
}

/** Calls that were not made may be made again, and those that come to the same. */
function mayAskAgain(name: CallName, { code }: Fault): boolean {
  return code === 'keeper_leaving' || (code === 'keeper_lost' && isRepeatable(name))
}

/** A fault has said what it is; of anything else the log wants the place. */
function foreign(thrown: unknown): unknown {
  return thrown instanceof FaultError ? undefined : thrown
}
