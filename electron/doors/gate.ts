import { type Bridge, CONTRACT, type Handlers, type Input } from '../../shared/api/contract/contract.ts'
import { type Door, FROM_OUTSIDE } from '../../shared/api/contract/doors.ts'
import { type CallName, isCallName } from '../../shared/api/contract/names.ts'
import { type Fault, fault, faultOf, type Reply, replyOf } from '../../shared/fault.ts'

/** A call that came in through a door, once its name, its right to that door and its shape have been judged. */
export type Admitted = { readonly name: CallName; readonly input: unknown }

/** `unknown_call`, `call_refused` or `bad_shape` {call, where} as a value. */
export function admit(door: Door, name: unknown, input: unknown): Admitted | { readonly fault: Fault } {
  if (!isCallName(name)) return { fault: fault('unknown_call', readable(name)) }
  const { doors, input: schema } = CONTRACT[name]
  if (!doors.some((allowed) => allowed === door)) return { fault: fault('call_refused', { call: name }) }
  if (door !== 'socket' && saysYesItself(input)) return { fault: fault('call_refused', { call: name }) }
  const read = schema.safeParse(input)
  if (read.success) return { name, input: read.data }
  return { fault: fault('bad_shape', { where: [name, ...(read.error.issues[0]?.path ?? [])].join('.') }) }
}

/** A page that is taken over must not be able to agree with itself. */
function saysYesItself(input: unknown): boolean {
  return typeof input === 'object' && input !== null && FROM_OUTSIDE.some((key) => key in input)
}

/** Makes an admitted call. Never throws: whatever is raised becomes a value. */
export function make({ name, input }: Admitted, bridge: Bridge): Promise<Reply<unknown>> {
  return replyOf(() => bridge.call(name, input as Input<CallName>))
}

/**
 * What of a reply goes out under the call's own name: what the contract does not name is left out, so that a keeper which
 * gives too much gives it to nobody.
 */
export function named({ name }: Admitted, reply: Reply<unknown>): Reply<unknown> {
  if (!reply.ok) return reply
  const { success, data, error } = CONTRACT[name].output.safeParse(reply.value)
  return success ? { ok: true, value: data } : { ok: false, fault: faultOf(error) }
}

export async function answer(call: Admitted, bridge: Bridge): Promise<Reply<unknown>> {
  return named(call, await make(call, bridge))
}

/** The keeper of this very process. */
export function bridgeOf(handlers: Handlers): Bridge {
  return { call: (name, input) => handlers[name](input) }
}

/** A name from outside goes into a sentence only when it looks like one. */
function readable(name: unknown): { call?: string } {
  return typeof name === 'string' && /^[a-zA-Z.]{1,64}$/.test(name) ? { call: name } : {}
}
