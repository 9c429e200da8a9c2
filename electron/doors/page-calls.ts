import { type Bridge, CONTRACT, type Input } from '../../shared/contract.ts'
import type { CallName } from '../../shared/contract-names.ts'
import { type Fault, fault, type Reply, replyOf } from '../../shared/fault.ts'
import { pageCallSchema } from '../../shared/page-protocol.ts'
import { type Admitted, admit } from './gate.ts'

/**
 * What a page asks for, once it is known to be a call, one that this door makes, and of the right shape. A token goes
 * out through the socket alone: a page that is taken over must not be able to ask for one.
 */
export function readCall(body: unknown): Admitted | { readonly fault: Fault } {
  const read = pageCallSchema.safeParse(body)
  return read.success ? admit('page', read.data.name, read.data.input) : { fault: fault('bad_shape') }
}

/**
 * Makes a call that `readCall` let through. The answer is read by the contract as well: what it does not name is left
 * out, so that a keeper which gives too much gives it to nobody.
 */
export function callThrough({ name, input }: Admitted, bridge: Bridge): Promise<Reply<unknown>> {
  return replyOf(async () => CONTRACT[name].output.parse(await bridge.call(name, input as Input<CallName>)))
}
