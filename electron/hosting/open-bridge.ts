import type { Bridge, Input, Notice, Output } from '../../shared/api/contract/contract.ts'
import type { CallName } from '../../shared/api/contract/names.ts'
import { isRepeatable } from '../../shared/api/contract/repeatable-calls.ts'
import { type Fault, faultOf, raise } from '../../shared/fault.ts'
import { pause, withinTime } from '../core/concurrency/pause.ts'
import type { Cancel } from '../core/ports.ts'
import { elect } from './election.ts'
import type { Seat, SeatEnd } from './seat.ts'
import type { Setting } from './setting.ts'

/** A host's way to the keeper, wherever that runs at the moment; the same in the keeper's own process. */
export type HostBridge = Bridge & {
  /** Notices from now on, over every change of keeper; what happens between two of them is not told. */
  subscribe(listener: (notice: Notice) => void): Cancel
  /** Tells whenever calls begin or cease to reach a keeper; they do at first. */
  watchKeeper(listener: (here: boolean) => void): Cancel
  /** Leaves. Where this host keeps, renewals and saves under way are finished first. */
  close(): Promise<void>
}

export type BridgeOptions = {
  /** Called with each new seat: at first, and after each change of keeper. */
  seated?(seat: Pick<Seat, 'kind' | 'keeper' | 'call' | 'replaced'>): void
  /** Called while a host that lasts finds no seat, once for each fault that follows another. */
  troubled?(trouble: Fault): void
}

/** How often one call may meet keepers that are just leaving. */
const MOST_TRIES = 10
/** A keeper that is leaving finishes its renewals first, which take 120 s at most. */
const LEAVING_MS = 150_000
/** Once ours was asked to hand over, the one that asked comes first. */
const YIELD_MS = 3_000
/** A keeper that ended may have been asked to by a newer one, which comes first; and not all who wait come at once. */
const HEAD_START_MS = 40
/**
 * Without a seat, a lasting host looks again after this and that much more by chance, then after twice as long, up to
 * the most: a vault that is missing for hours should not be asked for three times a second.
 */
const LOOK_AGAIN_MS = 300
const MOST_LOOK_AGAIN_MS = 2_000

/** Finds the first seat, so that what hinders it is raised here. */
export async function openBridge(setting: Setting, options: BridgeOptions = {}): Promise<HostBridge> {
  const bridge = new SeatedBridge(setting, options)
  await bridge.seat()
  return bridge
}

class SeatedBridge implements HostBridge {
  readonly #setting: Setting
  readonly #options: BridgeOptions
  readonly #listeners = new Set<(notice: Notice) => void>()
  readonly #watchers = new Set<(here: boolean) => void>()
  #seat: Promise<Seat> | null = null
  #unsubscribe: Cancel | null = null
  #yieldUntil = 0
  /** An older keeper did not understand us: the next one must. */
  #insisting = false
  #closed = false

  constructor(setting: Setting, options: BridgeOptions) {
    this.#setting = setting
    this.#options = options
  }

  /** The seat that we have, or the next one. */
  seat(): Promise<Seat> {
    if (this.#closed) raise('keeper_leaving')
    this.#seat ??= this.#findSeat()
    return this.#seat
  }

  async call<Name extends CallName>(name: Name, input: Input<Name>): Promise<Output<Name>> {
    for (let tries = 1; ; tries++) {
      const seat = await this.seat()
      try {
        return await seat.call(name, input)
      } catch (thrown) {
        const trouble = faultOf(thrown)
        if (this.#closed || tries === MOST_TRIES) throw thrown
        if (!this.#insisting && seat.isOlder && isOverOlder(name, trouble)) await this.#insist(seat)
        else if (mayAskAgain(name, trouble)) await this.#gone(seat)
        else throw thrown
      }
    }
  }

  subscribe(listener: (notice: Notice) => void): Cancel {
    const own = (notice: Notice) => listener(notice)
    this.#listeners.add(own)
    this.#seat?.then((seat) => this.#listen(seat)).catch(() => {})
    return () => void this.#listeners.delete(own)
  }

  watchKeeper(listener: (here: boolean) => void): Cancel {
    const own = (here: boolean) => listener(here)
    this.#watchers.add(own)
    return () => void this.#watchers.delete(own)
  }

  async close(): Promise<void> {
    this.#closed = true
    const seat = await this.#seat?.catch(() => null)
    await seat?.leave()
  }

  async #findSeat(): Promise<Seat> {
    const { clock } = this.#setting
    try {
      const mayKeep = () => clock.monotonic() >= this.#yieldUntil
      const seat = await elect(this.#setting, mayKeep, this.#insisting)
      void seat.over.then((how) => this.#lost(how))
      this.#listen(seat)
      for (const tell of [...this.#watchers]) tell(true)
      this.#options.seated?.(seat)
      return seat
    } catch (thrown) {
      this.#seat = null
      throw thrown
    }
  }

  #listen(seat: Seat): void {
    if (this.#listeners.size === 0 || this.#unsubscribe !== null) return
    this.#unsubscribe = seat.subscribe((notice) => {
      for (const tell of [...this.#listeners]) tell(notice)
    })
  }

  #lost(how: SeatEnd): void {
    this.#seat = null
    this.#unsubscribe?.()
    this.#unsubscribe = null
    if (how === 'handed-over') this.#yieldUntil = this.#setting.clock.monotonic() + YIELD_MS
    for (const tell of [...this.#watchers]) tell(false)
    if (this.#setting.lasting || this.#listeners.size > 0) void this.#findSeatAgain()
  }

  /** A lasting host takes over as soon as it can, however the keeper ended. */
  async #findSeatAgain(): Promise<void> {
    const { clock, random } = this.#setting
    let told = ''
    let wait = LOOK_AGAIN_MS
    await pause(clock, HEAD_START_MS * (1 + random.fraction()))
    while (!this.#closed) {
      try {
        await this.seat()
        return
      } catch (thrown) {
        const trouble = faultOf(thrown)
        if (trouble.code === 'bug') throw thrown
        if (trouble.code !== told) this.#options.troubled?.(trouble)
        told = trouble.code
        await pause(clock, wait * (1 + random.fraction()))
        wait = Math.min(2 * wait, MOST_LOOK_AGAIN_MS)
      }
    }
  }

  /** Leaves an older keeper that we cannot talk to, so that the next seat is at one that we can. */
  async #insist(seat: Seat): Promise<void> {
    this.#insisting = true
    await seat.leave()
    await seat.over
  }

  /** Resolves when that seat is over: the same call would only meet the same answer before. */
  async #gone(seat: Seat): Promise<void> {
    await withinTime(this.#setting.clock, LEAVING_MS, seat.over)
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
