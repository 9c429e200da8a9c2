/** What befalls servers and the machine over a month, drawn from a seed. */
import type { Random } from '../../electron/core/ports.ts'

/** `malformed`: renews, and spoils its reply so that nothing but the new refresh token can be read in it. */
export const WEATHER = [
  ...(['up', 'slow', 'busy', 'limited', 'offline', 'hung', 'portal', 'garbage', 'lossy', 'malformed'] as const),
] as const
export type Weather = (typeof WEATHER)[number]

export type Stretch<Kind> = { readonly from: number; readonly to: number; readonly kind: Kind }

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Troubles from seconds to two days, short ones far more often; the stretches in between are "up". */
export function drawWeather(random: Random, from: number, days: number): Stretch<Weather>[] {
  const end = from + days * DAY
  const stretches: Stretch<Weather>[] = []
  for (let at = from + HOUR; at < end; ) {
    at += between(random, 2 * HOUR, 4 * DAY)
    const kind = WEATHER[1 + Math.floor(random.fraction() * (WEATHER.length - 1))] ?? 'busy'
    const length = kind === 'lossy' ? between(random, 5_000, 2 * MINUTE) : lengthOfTrouble(random)
    stretches.push({ from: at, to: at + length, kind })
    at += length
  }
  return stretches
}

function lengthOfTrouble(random: Random): number {
  const draw = random.fraction()
  if (draw < 0.6) return between(random, 2_000, 10 * MINUTE)
  if (draw < 0.95) return between(random, 10 * MINUTE, 6 * HOUR)
  return between(random, 6 * HOUR, 2 * DAY)
}

/** The machine's own troubles: sleeping, a wrong clock, a locked vault, a crash. */
export type Mishap =
  | { readonly at: number; readonly kind: 'sleep'; readonly ms: number }
  | { readonly at: number; readonly kind: 'clock'; readonly wrongBy: number }
  | { readonly at: number; readonly kind: 'lock'; readonly ms: number }
  | { readonly at: number; readonly kind: 'crash' }

export function drawMishaps(random: Random, from: number, days: number): Mishap[] {
  const mishaps: Mishap[] = []
  for (let day = 0; day < days; day++) {
    const at = (): number => from + day * DAY + random.fraction() * DAY
    if (random.fraction() < 0.5) mishaps.push({ at: at(), kind: 'sleep', ms: between(random, MINUTE, 10 * HOUR) })
    if (random.fraction() < 0.15)
      mishaps.push({ at: at(), kind: 'clock', wrongBy: between(random, -3 * HOUR, 3 * HOUR) })
    if (random.fraction() < 0.15) mishaps.push({ at: at(), kind: 'clock', wrongBy: 0 })
    if (random.fraction() < 0.2) mishaps.push({ at: at(), kind: 'lock', ms: between(random, MINUTE, 5 * HOUR) })
    if (random.fraction() < 0.7) mishaps.push({ at: at(), kind: 'crash' })
  }
  return mishaps.sort((one, other) => one.at - other.at)
}

export function between(random: Random, least: number, most: number): number {
  return Math.round(least + random.fraction() * (most - least))
}

export function weatherAt(stretches: readonly Stretch<Weather>[], at: number): Weather {
  return stretches.find((stretch) => stretch.from <= at && at < stretch.to)?.kind ?? 'up'
}
