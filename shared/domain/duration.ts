const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/**
 * Reads `90`, `90s`, `5m`, `72h`, `2d`, `250ms` into ms; a bare number is seconds. Null for anything else, also for a
 * number so long that arithmetic with it would go wrong.
 */
export function readDuration(text: string): number | null {
  const parts = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)?$/.exec(text.trim().toLowerCase())
  if (parts === null) return null
  const ms = Math.round(Number(parts[1]) * (UNIT_MS[parts[2] ?? 's'] ?? 1_000))
  return Number.isSafeInteger(ms) ? ms : null
}

/** A length of time in the two largest whole units, as people say it: `29 d 23 h`, `12 min`, `45 s`. */
export function sayDuration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000))
  const days = Math.floor(seconds / 86_400)
  const hours = Math.floor((seconds % 86_400) / 3_600)
  const minutes = Math.floor((seconds % 3_600) / 60)
  if (days > 0) return hours > 0 ? `${days} d ${hours} h` : `${days} d`
  if (hours > 0) return minutes > 0 ? `${hours} h ${minutes} min` : `${hours} h`
  if (minutes >= 10) return `${minutes} min`
  if (minutes > 0) return seconds % 60 > 0 ? `${minutes} min ${seconds % 60} s` : `${minutes} min`
  return `${seconds} s`
}
