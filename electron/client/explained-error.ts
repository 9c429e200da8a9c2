import { type FaultParams, faultOf } from '../../shared/fault.ts'
import { EverbearerError } from './everbearer-error.ts'

/** What went wrong on this side of the socket, in words, which are not loaded before they are needed. */
export async function explainedError(thrown: unknown, known: FaultParams): Promise<EverbearerError> {
  if (thrown instanceof EverbearerError) return thrown
  const { code, params } = faultOf(thrown)
  const { textsFor } = await import('../../shared/text/language.ts')
  const { faultMessage } = await import('../../shared/text/sentence.ts')
  const { say, next } = faultMessage(textsFor(''), { code, params }, known)
  return new EverbearerError({ code, params, message: say, next }, null, { cause: thrown })
}
