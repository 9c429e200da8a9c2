import type { Random } from '../../electron/core/ports.ts'

/** The same numbers for the same seed, so that a failing run can be repeated. A linear congruential generator, modulo 2^32. */
export function seededRandom(seed = 1): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state
  }
  // The low bits of such a generator repeat quickly: bytes are taken from the top.
  const byte = (): string => (next() >>> 24).toString(16).padStart(2, '0')
  const hex = (bytes: number): string => Array.from({ length: bytes }, byte).join('')
  return {
    fraction: () => next() / 2 ** 32,
    hex,
    uuid: () => [hex(4), hex(2), `4${hex(2).slice(1)}`, `8${hex(2).slice(1)}`, hex(6)].join('-'),
  }
}
