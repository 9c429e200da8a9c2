import type { AccessToken } from '../../shared/api/contract/access-tokens.ts'
import { type Fault, type FaultCode, fault as newFault, type Reply } from '../../shared/fault.ts'
import { filled } from '../../shared/text/sentence.ts'
import { useCall } from '../leaving/use-call.ts'
import { usePage } from '../state/page-context.ts'
import { tokenWords } from './token-words.ts'
import type { AccessTokens, Done } from './use-access-tokens.ts'

/** Faults after which the server differs from the list. */
const SERVER_CHANGED_CODES: readonly FaultCode[] = [
  'created_not_saved',
  'replace_undone',
  'replace_gone',
  'replace_unknown',
]

export type TokenDialogProps = {
  readonly name: string
  readonly present: AccessToken | null
  readonly close: () => void
  readonly tokens: AccessTokens
}

/** Creates or replaces. Gives null for a fault that the form shows, and a fault for the page where the server was changed. */
export function useSending({ name, present, close, tokens }: TokenDialogProps) {
  const { host, words } = usePage()
  const { accessTokens } = words
  const { busy, fault, run } = useCall()

  function doneWith(token: AccessToken, as: string): Done {
    const made = tokenWords(token)
    if (present !== null) return { say: filled(accessTokens.replaced, made) }
    if (as !== '') return { say: filled(accessTokens.createdInto, { ...made, as }), connection: as }
    return { say: `${filled(accessTokens.created, made)} ${accessTokens.createdIdElsewhere}` }
  }

  async function sendToServer(token: Record<string, unknown>, as: string): Promise<Reply<Done | Fault>> {
    const into = as === '' ? {} : { as }
    const reply =
      present === null
        ? await host.call('crafter.create', { name, token, ...into })
        : await host.call('crafter.replace', { name, handle: present.handle, token })
    if (!reply.ok) return SERVER_CHANGED_CODES.includes(reply.fault.code) ? { ok: true, value: reply.fault } : reply
    return { ok: true, value: doneWith(reply.value.token, as) }
  }

  async function recheck(token: Record<string, unknown>, as: string): Promise<Reply<Done | Fault | null>> {
    const reply = await host.call('crafter.list', { name })
    if (!reply.ok) return reply
    const made = present === null ? findCreated(reply.value.tokens, token) : findReplaced(reply.value.tokens, present)
    // A half-done one is in the vault, and the list shows what to do with it.
    if (reply.value.cutOff !== null) return { ok: true, value: newFault('keeper_lost') }
    if (made === null) return { ok: true, value: null }
    if (as === '' || made.usedBy.includes(as)) return { ok: true, value: doneWith(made, as) }
    return { ok: true, value: newFault('created_not_saved', { name, handle: made.handle }) }
  }

  function findCreated(now: readonly AccessToken[], { application }: Record<string, unknown>): AccessToken | null {
    const before = tokens.list?.tokens.map(({ handle }) => handle) ?? []
    return now.find((each) => each.application === application && !before.includes(each.handle)) ?? null
  }

  const send = (token: Record<string, unknown>, as: string): Promise<Done | Fault | null> =>
    run(() => sendToServer(token, as), { name, ifOpen: close, recheck: () => recheck(token, as) })

  return { busy, fault, send }
}

/** A replaced token has the same ID and handle, and other facts. */
function findReplaced(now: readonly AccessToken[], present: AccessToken): AccessToken | null {
  const other = now.find(({ handle }) => handle === present.handle)
  return other === undefined || factsOf(other) === factsOf(present) ? null : other
}

function factsOf({ application, master, expiresOn, tenantPermissions }: AccessToken): string {
  return JSON.stringify([application, master, expiresOn, tenantPermissions])
}
