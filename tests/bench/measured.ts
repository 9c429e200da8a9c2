export type Measured = { readonly median: number; readonly p95: number }

/** Median and 95th percentile (nearest rank), to the hundredth. */
export function measured(values: readonly number[]): Measured {
  const sorted = [...values].sort((one, other) => one - other)
  return { median: rank(sorted, 0.5), p95: rank(sorted, 0.95) }
}

function rank(sorted: readonly number[], part: number): number {
  const value = sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * part) - 1)] ?? Number.NaN
  return Math.round(value * 100) / 100
}
