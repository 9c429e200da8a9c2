import { type Fault, type FaultParams, faultOf } from '../../shared/fault.ts'
import { EverbearerError } from './everbearer-error.ts'
import type { Trouble } from './shapes.ts'

/** What went wrong on this side of the socket, in words, which are not loaded before they are needed. */
export async function errorOf(thrown: unknown, known: FaultParams = {}): Promise<EverbearerError> {
  if (thrown instanceof EverbearerError) return thrown
  const { code, params } = faultOf(thrown)
  return new EverbearerError(await toldFault({ code, params }, known), null, { cause: thrown })
}

async function toldFault(fault: Fault, known: FaultParams): Promise<Trouble> {
  const { textsFor } = await import('../../shared/text/language.ts')
  const { faultTelling } = await import('../../shared/text/sentence.ts')
  const { say, next } = faultTelling(textsFor(''), fault, known)
  return { ...fault, message: say, next }
}
