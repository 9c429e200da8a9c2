/** What all endpoints of one DRAW server for tests share. */
import { settle } from '../settle.ts'
import { type DrawRecord, emptyRecord, type Renewal } from './draw-record.ts'
import { DRAW_DEFAULTS, type DrawSettings, type Weather } from './draw-settings.ts'
import { DrawTokens } from './draw-tokens.ts'

export class DrawState {
  settings: DrawSettings
  readonly record: DrawRecord = emptyRecord()
  readonly tokens = new DrawTokens(() => this.settings, this.record)
  readonly underway = new Underway(this.record)
  readonly #weather: Weather[] = []
  #standing: Weather = { kind: 'fair' }

  constructor(settings: Partial<DrawSettings>) {
    this.settings = { ...DRAW_DEFAULTS, ...settings }
  }

  /** UTC ms by the server's own clock. */
  now(): number {
    return Date.now() + this.settings.clockOffsetMs
  }

  /** For the next renewals, one each. */
  queueWeather(weather: readonly Weather[]): void {
    this.#weather.push(...weather)
  }

  clearWeather(): void {
    this.#weather.length = 0
    this.#standing = { kind: 'fair' }
  }

  /** For every renewal that the queue has nothing for, until further notice. */
  setStanding(weather: Weather): void {
    this.#standing = weather
  }

  weatherWaiting(): number {
    return this.#weather.length
  }

  nextWeather(): Weather {
    return this.#weather.shift() ?? this.#standing
  }
}

/** Which refresh tokens are being renewed right now, to catch two renewals at a time. */
class Underway {
  readonly #open = new Set<Renewal>()
  readonly #record: DrawRecord

  constructor(record: DrawRecord) {
    this.#record = record
  }

  /** Notes an overlap unless the other one ends within the next turns: its client may just have given it up. */
  async enter(renewal: Renewal): Promise<() => void> {
    if (this.#twinOf(renewal)) {
      await settle()
      const twin = this.#twinOf(renewal)
      if (twin) {
        this.#record.overlaps += 1
        renewal.overlapped = true
        twin.overlapped = true
      }
    }
    this.#open.add(renewal)
    return () => void this.#open.delete(renewal)
  }

  #twinOf(renewal: Renewal): Renewal | undefined {
    return [...this.#open].find((other) => other.refresh !== null && other.refresh === renewal.refresh)
  }
}
