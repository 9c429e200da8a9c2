/** The machine's clocks, as far ahead as a test says meanwhile (points.ts). */
import { nodeClock as machineClock } from '../../../electron/adapters/node/clock.ts'
import type { Clock } from '../../../electron/core/ports.ts'
import { textOf } from './points.ts'

export { quietNodeClock } from '../../../electron/adapters/node/clock.ts'

const { FAULT_CLOCK_AHEAD: ahead, FAULT_CLOCK_WAITED: waited } = process.env

const msIn = (file: string | undefined): number => (file === undefined ? 0 : Number(textOf(file) ?? 0))

export const nodeClock: Clock = {
  ...machineClock,
  now: () => machineClock.now() + msIn(ahead),
  monotonic: () => machineClock.monotonic() + msIn(waited),
  sinceBoot: () => machineClock.sinceBoot() + msIn(waited),
}
