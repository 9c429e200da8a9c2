/** The machine's clock, with its wall clock as far ahead as a test says meanwhile (points.ts). */
import { nodeClock as machineClock } from '../../../electron/adapters/node/clock.ts'
import type { Clock } from '../../../electron/core/ports.ts'
import { textOf } from './points.ts'

export { quietNodeClock } from '../../../electron/adapters/node/clock.ts'

const { FAULT_CLOCK_AHEAD: ahead } = process.env

export const nodeClock: Clock = {
  ...machineClock,
  now: () => machineClock.now() + (ahead === undefined ? 0 : Number(textOf(ahead) ?? 0)),
}
