/**
 * Faults: expected troubles. A fault is plain data (code and parameters) that crosses every door as a value;
 * its sentence and next step come from shared/text. A bug is anything else that is thrown.
 */

import type { FAULT_KIND } from './faults/fault-kind.ts'

export type FaultCode = keyof typeof FAULT_KIND

/** Values that fill the placeholders of a sentence. Never a secret, never server text taken over unchecked. */
export type FaultParams = Readonly<Record<string, string | number>>

export type Fault = { readonly code: FaultCode; readonly params: FaultParams }

export function fault(code: FaultCode, params: FaultParams = {}): Fault {
  return { code, params }
}

export function isSameFault(one: Fault | null, other: Fault | null): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

/** Carries a fault through `throw` within one process. At a door it becomes a value again. */
export class FaultError extends Error {
  readonly fault: Fault

  constructor(trouble: Fault, options?: { cause: unknown }) {
    super(trouble.code, options)
    this.name = 'FaultError'
    this.fault = trouble
  }
}

export function raise(code: FaultCode, params: FaultParams = {}): never {
  throw new FaultError(fault(code, params))
}

/** No more open files for this process, or for this computer: whatever was to be opened, nothing is wrong with the program. */
const OUT_OF_FILES: readonly unknown[] = ['EMFILE', 'ENFILE']

/** Of a part that was to be loaded late: the files of this program are others by now, after an update or a build. */
const MODULE_MISSING = 'ERR_MODULE_NOT_FOUND'

/** The fault inside anything that was thrown; a bug has only its class name, since its text could hold anything. */
export function faultOf(thrown: unknown): Fault {
  if (thrown instanceof FaultError) return thrown.fault
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined
  if (OUT_OF_FILES.includes(code)) return fault('vault_starved')
  if (code === MODULE_MISSING) return fault('program_replaced')
  return fault('bug', { name: thrown instanceof Error ? thrown.name : typeof thrown })
}

/** What every door answers with. */
export type Reply<Value> = { ok: true; value: Value } | { ok: false; fault: Fault }

export async function replyOf<Value>(work: () => Promise<Value>): Promise<Reply<Value>> {
  try {
    return { ok: true, value: await work() }
  } catch (thrown) {
    return { ok: false, fault: faultOf(thrown) }
  }
}
