import { isRecord } from '../../shared/encoding/record.ts'
import { type Fault, type FaultParams, fault, type Reply } from '../../shared/fault.ts'
import { isFaultCode } from '../../shared/faults/fault-kind.ts'

/**
 * A host's answer starts as unknown, however it came; `read` takes its value by the contract. What is around the value is looked at by
 * hand, since it is wanted before the schemas are here. Never throws.
 */
export function readReply<Value>(raw: unknown, read: (value: unknown) => Value): Reply<Value> {
  const { ok, value, fault: told } = fieldsOf(raw)
  const trouble = ok === false ? readFault(told) : null
  if (trouble !== null) return { ok: false, fault: trouble }
  if (ok !== true) return { ok: false, fault: fault('keeper_lost') }
  try {
    return { ok: true, value: read(value) }
  } catch {
    return { ok: false, fault: fault('bug', { name: 'Reply' }) }
  }
}

function readFault(raw: unknown): Fault | null {
  const { code, params } = fieldsOf(raw)
  if (!isFaultCode(code) || !isParams(params)) return null
  return { code, params }
}

function isParams(raw: unknown): raw is FaultParams {
  return isRecord(raw) && Object.values(raw).every((value) => typeof value === 'string' || typeof value === 'number')
}

/** The fields of an object; of anything else none. */
export function fieldsOf(raw: unknown): Readonly<Record<string, unknown>> {
  return typeof raw === 'object' && raw !== null ? { ...raw } : {}
}
