import type { IncomingMessage } from 'node:http'
import { z } from 'zod'
import type { Reply } from '../../../../shared/fault.ts'
import { faultSchema } from '../../../../shared/faults/fault-schema.ts'
import { textWithin } from './text-within.ts'

/** An answer may be long (a thousand connections); this only bounds memory. */
const ANSWER_LIMIT = 64 * 1_048_576

const replySchema = z.union([
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({ ok: z.literal(false), fault: faultSchema }),
])

/** The reply to a call. Rejects when the response is cut, too long or malformed. */
export async function replyIn(response: IncomingMessage): Promise<Reply<unknown>> {
  const text = await textWithin(response, ANSWER_LIMIT)
  if (text === null) throw new Error('an answer without end')
  return replySchema.parse(JSON.parse(text))
}
