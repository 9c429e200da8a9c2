import { z } from 'zod'
import { CONTRACT, type Input, type Output } from '../../shared/contract.ts'
import type { CallName } from '../../shared/contract-names.ts'
import { faultSchema } from '../../shared/domain/connection.ts'
import { fault, type Reply } from '../../shared/fault.ts'
import { PAGE_KEY_HEADER, PAGE_PATHS } from '../../shared/page-protocol.ts'

const replySchema = z.union([
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({ ok: z.literal(false), fault: faultSchema }),
])

/** `known` is false when the host refused the key itself, so that asking again is of no use. */
export type CallOutcome<Name extends CallName> = { readonly reply: Reply<Output<Name>>; readonly known: boolean }

/** One call over HTTP. The reply starts as unknown and is read by the contract, as in every other process. */
export async function callOverHttp<Name extends CallName>(
  key: string,
  name: Name,
  input: Input<Name>,
): Promise<CallOutcome<Name>> {
  try {
    const response = await fetch(`.${PAGE_PATHS.call}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', [PAGE_KEY_HEADER]: key },
      body: JSON.stringify({ name, input }),
      credentials: 'omit',
      cache: 'no-store',
    })
    return { reply: readReply(name, await response.json()), known: response.status !== 401 }
  } catch {
    // Nobody answers at this address, or something that is no host at all.
    return { reply: { ok: false, fault: fault('keeper_lost') }, known: true }
  }
}

function readReply<Name extends CallName>(name: Name, raw: unknown): Reply<Output<Name>> {
  const reply = replySchema.safeParse(raw)
  if (!reply.success) return { ok: false, fault: fault('keeper_lost') }
  if (!reply.data.ok) return { ok: false, fault: reply.data.fault }
  const value = CONTRACT[name].output.safeParse(reply.data.value)
  if (!value.success) return { ok: false, fault: fault('bug', { name: 'Reply' }) }
  return { ok: true, value: value.data as Output<Name> }
}
