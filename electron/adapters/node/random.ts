import { randomBytes, randomUUID } from 'node:crypto'
import type { Random } from '../../core/ports.ts'

/** Six bytes: every value has an exact double, and there is no rounding up to 1. */
const FRACTION_BYTES = 6

/** Chance from the operating system, also where only jitter is asked for: ids must not be guessable. */
export const nodeRandom: Random = {
  fraction: () => randomBytes(FRACTION_BYTES).readUIntBE(0, FRACTION_BYTES) / 2 ** (8 * FRACTION_BYTES),
  hex: (bytes) => randomBytes(bytes).toString('hex'),
  uuid: () => randomUUID(),
}
