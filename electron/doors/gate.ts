import { type Bridge, CONTRACT, type Handlers, type Input } from '../../shared/api/contract/contract.ts'
import { type Door, FROM_OUTSIDE } from '../../shared/api/contract/doors.ts'
import { type CallName, isCallName } from '../../shared/api/contract/names.ts'
import { type Fault, fault, faultOf, type Reply, replyOf } from '../../shared/fault.ts'

/** A call whose name, right to its door and input shape have been checked. */
export type Admitted = { readonly name: CallName; readonly input: unknown }

/** `unknown_call`, `call_refused` or `bad_shape` {call, where} as a value. */
export function admit(door: Door, name: unknown, input: unknown): Admitted | { readonly fault: Fault } {
  if (!isCallName(name)) return { fault: fault('unknown_call', nameParams(name)) }
  const { doors, input: schema } = CONTRACT[name]
  if (!doors.some((allowed) => allowed === door)) return { fault: fault('call_refused', { call: name }) }
  if (door !== 'socket' && carriesConsent(input)) return { fault: fault('call_refused', { call: name }) }
  const parsed = schema.safeParse(input)
  if (parsed.success) return { name, input: parsed.data }
  return { fault: fault('bad_shape', { where: [name, ...(parsed.error.issues[0]?.path ?? [])].join('.') }) }
}

/** A compromised page must not be able to consent to its own question. */
function carriesConsent(input: unknown): boolean {
  return typeof input === 'object' && input !== null && FROM_OUTSIDE.some((key) => key in input)
}

/** Performs an admitted call. Never throws: a raised fault becomes a value. */
export function perform({ name, input }: Admitted, bridge: Bridge): Promise<Reply<unknown>> {
  return replyOf(() => bridge.call(name, input as Input<CallName>))
}

/**
 * The reply cut to the contract's output schema: a field that the contract does not name never leaves the process.
 */
export function withContractOutput({ name }: Admitted, reply: Reply<unknown>): Reply<unknown> {
  if (!reply.ok) return reply
  const { success, data, error } = CONTRACT[name].output.safeParse(reply.value)
  return success ? { ok: true, value: data } : { ok: false, fault: faultOf(error) }
}

export async function answer(call: Admitted, bridge: Bridge): Promise<Reply<unknown>> {
  return withContractOutput(call, await perform(call, bridge))
}

/** The keeper of this process. */
export function bridgeOf(handlers: Handlers): Bridge {
  return { call: (name, input) => handlers[name](input) }
}

/** An unknown name goes into a message only when it looks like one. */
function nameParams(name: unknown): { call?: string } {
  return typeof name === 'string' && /^[a-zA-Z.]{1,64}$/.test(name) ? { call: name } : {}
}
