import { type Bridge, CONTRACT, type Door, type Input } from '../../shared/contract.ts'
import { type CallName, isCallName } from '../../shared/contract-names.ts'
import { type Fault, fault, type Reply, replyOf } from '../../shared/fault.ts'
import { pageCallSchema } from '../../shared/page-protocol.ts'

const DOOR: Door = 'page'

type Call = { readonly name: CallName; readonly input: unknown }

/** What a page asks for, once it is known to be a call, one that this door makes, and of the right shape. */
export function readCall(body: unknown): Call | { readonly fault: Fault } {
  const read = pageCallSchema.safeParse(body)
  if (!read.success) return { fault: fault('bad_shape') }
  const { name, input } = read.data
  if (!isCallName(name)) return { fault: fault('unknown_call') }
  const { doors, input: schema } = CONTRACT[name]
  // A token goes out through the socket alone; a page that is taken over must not be able to ask for one.
  if (!doors.some((door) => door === DOOR)) return { fault: fault('call_refused', { call: name }) }
  const judged = schema.safeParse(input)
  if (judged.success) return { name, input: judged.data }
  const where = judged.error.issues[0]?.path.join('.') ?? ''
  return { fault: fault('bad_shape', where === '' ? {} : { where }) }
}

/**
 * Makes a call that `readCall` let through. The answer is read by the contract as well: what it does not name is left
 * out, so that a handler which gives too much gives it to nobody.
 */
export function callThrough({ name, input }: Call, bridge: Bridge): Promise<Reply<unknown>> {
  return replyOf(async () => CONTRACT[name].output.parse(await bridge.call(name, input as Input<CallName>)))
}
