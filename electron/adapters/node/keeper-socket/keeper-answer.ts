import type { IncomingMessage } from 'node:http'
import { z } from 'zod'
import type { Reply } from '../../../../shared/fault.ts'
import { faultSchema } from '../../../../shared/faults/fault-schema.ts'
import { textWithin } from './text-within.ts'

/** A keeper's answers may be long (a thousand connections); this only keeps nonsense from filling the memory. */
const ANSWER_LIMIT = 64 * 1_048_576

const replySchema = z.union([
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({ ok: z.literal(false), fault: faultSchema }),
])

/** What a call by its name came to. Rejects when the answer does not come to its end or makes no sense. */
export async function replyIn(response: IncomingMessage): Promise<Reply<unknown>> {
  const text = await textWithin(response, ANSWER_LIMIT)
  if (text === null) throw new Error('an answer without end')
  return replySchema.parse(JSON.parse(text))
}
