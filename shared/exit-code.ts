import type { FaultCode } from './fault.ts'
import { FAULT_KIND, type FaultKind } from './faults/fault-kind.ts'

/** What programs read of a command that has failed (docs/command-line.md "Exit codes"). */
export const EXIT_CODE: Readonly<Record<FaultKind, number>> = {
  bug: 1,
  input: 2,
  absent: 3,
  person: 4,
  'not-now': 5,
  vault: 6,
}

/** Of whatever a person has stopped, as shells have it for Ctrl-C. */
export const STOPPED_EXIT_CODE = 130

/** A hidden prompt reads Ctrl-C itself; while a line is shown, the terminal makes a signal of it. */
export function exitCodeOf(code: FaultCode): number {
  return code === 'asking_stopped' ? STOPPED_EXIT_CODE : EXIT_CODE[FAULT_KIND[code]]
}
