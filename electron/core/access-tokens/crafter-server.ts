import { type Fault, fault } from '../../../shared/fault.ts'
import type { HttpOutcome, HttpReply, HttpRequest } from '../../../shared/http.ts'
import type { Secret } from '../../../shared/secret.ts'
import {
  type CrafterCaller,
  type CrafterToken,
  countUnreadable,
  createToken,
  deleteToken,
  getToken,
  isSameToken,
  listTokens,
  readCreated,
  readDeleted,
  readToken,
  readTokenList,
} from '../../../shared/systems/crafter/access-tokens.ts'
import { failureFault } from '../../../shared/systems/reply-fault.ts'
import type { ReadResult } from '../../../shared/systems/system.ts'

/**
 * The access tokens of a Crafter Profile server as one master token sees them. What a lost answer leaves open is looked
 * up: `made` and `deleted` are sure, whatever became of the answer.
 */
export type CrafterServer = ReturnType<typeof crafterServer>

/** `here`: what the server has under this ID afterwards; undefined where it does not say. */
export type Made =
  | { readonly ok: true }
  | { readonly ok: false; readonly fault: Fault; readonly here: CrafterToken | null | undefined }

export type Removed = { readonly gone: 'yes' } | { readonly gone: 'no' | 'unknown'; readonly fault: Fault }

/** `send` sends for the connection whose token asks. */
export function crafterServer(send: (request: HttpRequest) => Promise<HttpOutcome>, caller: CrafterCaller) {
  async function ask<Value>(
    request: HttpRequest,
    read: (reply: HttpReply) => ReadResult<Value>,
  ): Promise<ReadResult<Value>> {
    const outcome = await send(request)
    return outcome.kind === 'failure' ? { ok: false, fault: failureFault(outcome) } : read(outcome)
  }

  /** Null where there is none. */
  const look = (id: Secret): Promise<ReadResult<CrafterToken | null>> => ask(getToken(caller, id), readToken)

  return {
    look,
    /** `unreadable`: entries of the list that are no records with an ID. */
    all: (): Promise<ReadResult<{ readonly tokens: readonly CrafterToken[]; readonly unreadable: number }>> =>
      ask(listTokens(caller), (reply) => {
        const list = readTokenList(reply)
        return list.ok ? { ok: true, value: { tokens: list.value, unreadable: countUnreadable(reply) } } : list
      }),
    async make(token: CrafterToken): Promise<Made> {
      const told = await ask(createToken(caller, token), readCreated)
      if (told.ok && told.value.id.equals(token.id)) return { ok: true }
      const trouble = told.ok ? fault('access_token_not_taken') : told.fault
      const seen = await look(token.id)
      if (!seen.ok) return { ok: false, fault: trouble, here: undefined }
      const isThere = seen.value !== null && isSameToken(seen.value, token)
      return isThere ? { ok: true } : { ok: false, fault: trouble, here: seen.value }
    },
    async remove(id: Secret): Promise<Removed> {
      const told = await ask(deleteToken(caller, id), readDeleted)
      if (told.ok) return { gone: 'yes' }
      const seen = await look(id)
      if (seen.ok) return seen.value === null ? { gone: 'yes' } : { gone: 'no', fault: told.fault }
      // A master token that has deleted itself is not known any more when it looks.
      const isItself = id.equals(caller.token) && seen.fault.code === 'token_unknown'
      return isItself ? { gone: 'yes' } : { gone: 'unknown', fault: told.fault }
    },
  }
}
