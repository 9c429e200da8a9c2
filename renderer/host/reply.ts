import { z } from 'zod'
import { fault, type Reply } from '../../shared/fault.ts'
import { faultSchema } from '../../shared/faults/fault-schema.ts'

const replySchema = z.union([
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({ ok: z.literal(false), fault: faultSchema }),
])

/** A host's answer starts as unknown, however it came; `read` takes its value by the contract. Never throws. */
export function readReply<Value>(raw: unknown, read: (value: unknown) => Value): Reply<Value> {
  const reply = replySchema.safeParse(raw)
  if (!reply.success) return { ok: false, fault: fault('keeper_lost') }
  if (!reply.data.ok) return { ok: false, fault: reply.data.fault }
  try {
    return { ok: true, value: read(reply.data.value) }
  } catch {
    return { ok: false, fault: fault('bug', { name: 'Reply' }) }
  }
}
