/**
 * A Clock that only the test moves.
 *
 *   const clock = handClock()
 *   clock.after(5_000, run)
 *   await clock.advance(5_000)        // run was called, at its own moment
 *   await clock.sleepMachine(hours)   // a suspend: the wall clock moved on, no timer noticed
 *   clock.setWall(Date.UTC(2031, 0))  // someone set the clock
 */
import type { Cancel, Clock } from '../../electron/core/ports.ts'
import { settle } from './settle.ts'

/** Where a hand clock starts unless told: an ordinary UTC moment with round milliseconds. */
export const START = Date.UTC(2026, 10, 21, 9, 0, 0)

/** Beyond this a real timer overflows and fires at once, which no caller can want. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

export type HandClock = Clock & {
  /** Moves both clocks by this many ms; due timers run in order, each at its own moment, promises settle in between. */
  advance(ms: number): Promise<void>
  /** The machine sleeps: the clocks move, but for the monotonic one and the timers. */
  sleepMachine(ms: number): Promise<void>
  /** Sets the wall clock, forwards or back. Timers do not notice. */
  setWall(utcMs: number): void
  /** Moves the machine to another time zone, minutes east of UTC; 0 at first. */
  setZone(minutes: number): void
  settle(): Promise<void>
  /** Ms until each timer that is still armed, soonest first. */
  armed(): number[]
}

type Timer = { readonly due: number; readonly order: number; readonly run: () => void }

class HandMovedClock implements HandClock {
  #wall: number
  #monotonic = 0
  #slept = 0
  #armedSoFar = 0
  #zone = 0
  readonly #timers = new Set<Timer>()

  constructor(start: number) {
    this.#wall = start
  }

  now(): number {
    return this.#wall
  }

  monotonic(): number {
    return this.#monotonic
  }

  sinceBoot(): number {
    return this.#monotonic + this.#slept
  }

  after(ms: number, run: () => void): Cancel {
    if (!(ms <= LONGEST_TIMER_MS)) throw new RangeError(`a real timer cannot wait ${ms} ms`)
    // Like a real timer at least 1 ms, so that a timer which arms itself again cannot hold `advance` for ever.
    const timer: Timer = { due: this.#monotonic + Math.max(1, ms), order: this.#armedSoFar++, run }
    this.#timers.add(timer)
    return () => void this.#timers.delete(timer)
  }

  async advance(ms: number): Promise<void> {
    const end = this.#monotonic + ms
    await settle()
    for (let next = this.#nextBy(end); next; next = this.#nextBy(end)) {
      this.#timers.delete(next)
      this.#moveTo(next.due)
      next.run()
      await settle()
    }
    this.#moveTo(end)
    await settle()
  }

  async sleepMachine(ms: number): Promise<void> {
    this.#wall += ms
    this.#slept += ms
    await settle()
  }

  setWall(utcMs: number): void {
    this.#wall = utcMs
  }

  setZone(minutes: number): void {
    this.#zone = minutes
  }

  zoneOffsetMinutes(): number {
    return this.#zone
  }

  settle(): Promise<void> {
    return settle()
  }

  armed(): number[] {
    return [...this.#timers].map((timer) => timer.due - this.#monotonic).sort((one, other) => one - other)
  }

  #nextBy(end: number): Timer | undefined {
    const due = [...this.#timers].filter((timer) => timer.due <= end)
    return due.sort((one, other) => one.due - other.due || one.order - other.order)[0]
  }

  #moveTo(monotonic: number): void {
    const step = Math.max(0, monotonic - this.#monotonic)
    this.#wall += step
    this.#monotonic += step
  }
}

export function handClock(start: number = START): HandClock {
  return new HandMovedClock(start)
}
