import { readInstant } from '../../../shared/time/instant.ts'
import { formatter } from '../../time/formatter.ts'

/** A date and time as a person fills it in, and the zone it is meant in: `here`, `utc` or an offset such as `+05:30`. */
export type TypedMoment = { readonly local: string; readonly zone: ZoneChoice; readonly here: string }
export type ZoneChoice = 'here' | 'utc' | string

/** `from` is UTC ms, or text that somebody copied; a text without a zone is left for the person to say which. */
export function typedMomentFrom(from: number | string | null, here: string): TypedMoment {
  if (from === null) return { local: '', zone: 'here', here }
  if (typeof from === 'number') return { local: wallTime(from, here), zone: 'here', here }
  const instant = readInstant(from)
  if (instant === null) return { local: '', zone: 'here', here }
  if (instant.hasZone) return { local: wallTime(instant.at, here), zone: 'here', here }
  return { local: new Date(instant.at).toISOString().slice(0, 16), zone: 'here', here }
}

/** ISO 8601 with its offset; null when nothing (or half of it) is filled in. */
export function zonedIso({ local, zone, here }: TypedMoment): string | null {
  const wall = readInstant(local)
  if (wall === null) return null
  if (zone === 'utc') return `${local}Z`
  if (zone !== 'here') return `${local}${zone}`
  return `${local}${offsetText(offsetOf(wall.at, here))}`
}

/** `2026-12-21T10:00`, as clocks in that zone show it. */
export function wallTime(at: number, zone: string): string {
  return new Date(at + offsetMinutes(at, zone) * 60_000).toISOString().slice(0, 16)
}

/** Minutes east of UTC in that zone at that moment. */
export function offsetMinutes(at: number, zone: string): number {
  const name = formatter('en-GB', { timeZone: zone, timeZoneName: 'longOffset' })
    .formatToParts(at)
    .find(({ type }) => type === 'timeZoneName')?.value
  const parts = /([+-])(\d{2}):(\d{2})/.exec(name ?? '')
  if (parts === null) return 0
  const minutes = Number(parts[2]) * 60 + Number(parts[3])
  return parts[1] === '-' ? -minutes : minutes
}

/** The offset that clocks show at a wall time, which is known only once the offset is: twice is enough around a change. */
function offsetOf(wall: number, zone: string): number {
  const first = offsetMinutes(wall, zone)
  return offsetMinutes(wall - first * 60_000, zone)
}

export function offsetText(minutes: number): string {
  const size = Math.abs(minutes)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`
}

/** Every offset in use somewhere, west to east. */
export const OFFSETS: readonly string[] = [
  -720, -660, -600, -570, -540, -480, -420, -360, -300, -240, -210, -180, -120, -60, 60, 120, 180, 210, 240, 270, 300,
  330, 345, 360, 390, 420, 480, 525, 540, 570, 600, 630, 660, 720, 765, 780, 840,
].map(offsetText)
