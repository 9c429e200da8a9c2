import type { Bridge, Input, Notice, Output } from '../../shared/api/contract/contract.ts'
import { type CallName, isRepeatable } from '../../shared/api/contract/names.ts'
import { type Fault, type FaultCode, FaultError, faultOf, raise } from '../../shared/fault.ts'
import { pause, withinTime } from '../core/concurrency/pause.ts'
import type { Cancel } from '../core/ports.ts'
import { elect } from './election.ts'
import type { HostOptions } from './host-options.ts'
import type { KeeperSession, SessionEnd } from './keeper-session.ts'

/** A host's calls to the keeper, whichever process that is at the moment. */
export type HostBridge = Bridge & {
  /** Notices from now on, across changes of keeper; what happens between two keepers is not reported. */
  subscribe(listener: (notice: Notice) => void): Cancel
  /** Calls back whenever calls begin or cease to reach a keeper, and at once where they do not. */
  watchKeeper(listener: (here: boolean) => void): Cancel
  /** Where this host is the keeper, it finishes its renewals and saves first. */
  close(): Promise<void>
}

export type BridgeOptions = {
  /** Called with each new session: at first, and after each change of keeper. */
  sessionBegan?(session: Pick<KeeperSession, 'kind' | 'keeper' | 'call' | 'replaced'>): void
  /** Called while a long-running host finds no keeper, each time the fault changes. */
  troubled?(trouble: Fault): void
  /** Waits for a keeper that does not answer already at the start, instead of raising. */
  readonly patient?: boolean
}

/** How often one call may meet keepers that are just leaving. */
const MOST_TRIES = 10
/** A keeper that is leaving finishes its renewals first, which take 120 s at most. */
const LEAVING_MS = 150_000
/** After a hand-over this host stands back so long for the newer one. */
const YIELD_MS = 3_000
/** After a hand-over the newer host gets this head start, with jitter, so that it takes the lock and not one of us. */
const HEAD_START_MS = 40
/**
 * Without a session, a long-running host retries with jitter and exponential backoff up to the maximum: a vault that is
 * missing for hours should not be tried three times a second.
 */
const RETRY_MS = 300
const MOST_RETRY_MS = 2_000

/** There is a keeper, stopped or busy: it will answer or end. */
const SILENT: readonly FaultCode[] = ['keeper_unresponsive', 'waited_too_long']

/** Finds the first session, so that its fault is raised here. */
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
  /** An older keeper did not understand us: take over from an older one next time. */
  #isInsisting = false
  /** The process of a keeper that could not load a part of itself. */
  #replacedPid: number | null = null
  #isKeeperReachable = true
  #isFirst = true
  #isClosed = false

  constructor(hostOptions: HostOptions, options: BridgeOptions) {
    this.#host = hostOptions
    this.#options = options
  }

  /** The current session, or the next one. */
  session(): Promise<KeeperSession> {
    if (this.#isClosed) raise('keeper_leaving')
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
        if (this.#isClosed || tries === MOST_TRIES) throw thrown
        if (!this.#isInsisting && session.isOlder && needsNewerKeeper(name, trouble)) await this.#insist(session)
        else if (trouble.code === 'program_replaced' && this.#mayReplace(session))
          await this.#leaveForReplacement(session)
        else if (mayAskAgain(name, trouble)) await this.#waitForEnd(session)
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
    if (!this.#isKeeperReachable) listener(false)
    return () => void this.#watchers.delete(own)
  }

  /** After a failed first search. */
  waitForKeeper(trouble: Fault): void {
    this.#setKeeperReachable(false)
    this.#reportNoSession(trouble)
    void this.#findSessionAgain(trouble.code)
  }

  async close(): Promise<void> {
    this.#isClosed = true
    const session = await this.#session?.catch(() => null)
    await session?.leave()
  }

  async #findSession(): Promise<KeeperSession> {
    const { clock } = this.#host
    try {
      const mayKeep = () => clock.monotonic() >= this.#yieldUntil
      const past = { insisting: this.#isInsisting, worn: this.#replacedPid }
      const session = await elect(this.#host, { mayKeep, ...past, isFirst: this.#isFirst })
      this.#isFirst = false
      void session.over.then((how) => this.#handleSessionEnd(how))
      this.#listen(session)
      this.#setKeeperReachable(true)
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

  #handleSessionEnd(how: SessionEnd): void {
    this.#session = null
    this.#unsubscribe?.()
    this.#unsubscribe = null
    if (how === 'handed-over') this.#yieldUntil = this.#host.clock.monotonic() + YIELD_MS
    this.#setKeeperReachable(false)
    if (this.#host.lasting || this.#listeners.size > 0) void this.#findSessionAgain()
  }

  #setKeeperReachable(here: boolean): void {
    this.#isKeeperReachable = here
    for (const tell of [...this.#watchers]) tell(here)
  }

  /** A lasting host takes over as soon as it can, however the keeper ended. */
  async #findSessionAgain(last = ''): Promise<void> {
    const { clock, random } = this.#host
    let told = last
    let wait = RETRY_MS
    await pause(clock, HEAD_START_MS * (1 + random.fraction()))
    while (!this.#isClosed) {
      try {
        await this.session()
        return
      } catch (thrown) {
        const trouble = faultOf(thrown)
        if (trouble.code !== told) this.#reportNoSession(trouble, unexpectedError(thrown))
        if (trouble.code === 'bug') throw thrown
        told = trouble.code
        await pause(clock, wait * (1 + random.fraction()))
        wait = Math.min(2 * wait, MOST_RETRY_MS)
      }
    }
  }

  #reportNoSession(trouble: Fault, thrown?: unknown): void {
    this.#host.log.write('warn', 'no_session', { fault: trouble.code }, thrown)
    if (trouble.code !== 'bug') this.#options.troubled?.(trouble)
  }

  /** Leaves an older keeper that does not know our call, so that the next election takes over. */
  async #insist(session: KeeperSession): Promise<void> {
    this.#isInsisting = true
    await session.leave()
    await session.over
  }

  /** Once for each keeper: one with a vault in memory refuses to hand over. */
  #mayReplace({ kind, keeper }: KeeperSession): boolean {
    return kind === 'client' && keeper.pid !== null && keeper.pid !== this.#replacedPid
  }

  /** An update has replaced the keeper's program files: leave, so that the next election replaces it. */
  async #leaveForReplacement(session: KeeperSession): Promise<void> {
    this.#replacedPid = session.keeper.pid
    await session.leave()
    await session.over
  }

  /** Waits for the session's end; before it, a retry would only get the same answer. */
  async #waitForEnd(session: KeeperSession): Promise<void> {
    await withinTime(this.#host.clock, LEAVING_MS, session.over)
  }
}

/**
 * True where an older keeper does not know the call or its shape. Refused calls were not performed and may be retried; after
 * an unreadable answer only repeatable ones may.
 */
function needsNewerKeeper(name: CallName, { code }: Fault): boolean {
  if (code === 'unknown_call' || code === 'bad_shape') return true
  return code === 'keeper_version' && isRepeatable(name)
}

/** Calls that were not performed, and repeatable ones, may be retried. */
function mayAskAgain(name: CallName, { code }: Fault): boolean {
  return code === 'keeper_leaving' || (code === 'keeper_lost' && isRepeatable(name))
}

/** A fault's code says enough; for other errors the log gets the stack. */
function unexpectedError(thrown: unknown): unknown {
  return thrown instanceof FaultError ? undefined : thrown
}
