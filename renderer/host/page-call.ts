import { API } from '../../shared/api/addresses.ts'
import { CONTRACT, type Input, type Output } from '../../shared/api/contract/contract.ts'
import type { CallName } from '../../shared/api/contract/names.ts'
import {
  type DemoStarted,
  demoStartedSchema,
  PAGE_KEY_HEADER,
  PAGE_PATHS,
  type ShownAgain,
  shownAgainSchema,
} from '../../shared/api/page-protocol.ts'
import { fault, type Reply } from '../../shared/fault.ts'
import { readReply } from './reply.ts'

/** `known` is false when the host refused the key itself, so that asking again is of no use. */
export type CallOutcome<Value> = { readonly reply: Reply<Value>; readonly known: boolean }

/** One call over HTTP. The reply starts as unknown and is read by the contract, as in every other process. */
export function callOverHttp<Name extends CallName>(
  key: string,
  name: Name,
  input: Input<Name>,
): Promise<CallOutcome<Output<Name>>> {
  const { output } = CONTRACT[name]
  return post(key, `${API.calls}/${name}`, input, (value) => output.parse(value) as Output<Name>)
}

/** The host's own, since the server of the demo runs in it wherever the keeper may be. */
export function startDemoOverHttp(key: string): Promise<CallOutcome<DemoStarted>> {
  return post(key, PAGE_PATHS.demo, {}, (value) => demoStartedSchema.parse(value))
}

/** The host's own as well: past this page, which gets nothing back. */
export function copyTokenOverHttp(key: string, name: string, handle?: string): Promise<CallOutcome<object>> {
  return post(key, PAGE_PATHS.copyToken, { name, ...(handle === undefined ? {} : { handle }) }, () => ({}))
}

/** Also for a page without a key. */
export async function signInAgainOverHttp(): Promise<Reply<ShownAgain>> {
  const { reply } = await post(null, PAGE_PATHS.again, {}, (value) => shownAgainSchema.parse(value))
  return reply
}

async function post<Value>(
  key: string | null,
  path: string,
  body: object,
  read: (value: unknown) => Value,
): Promise<CallOutcome<Value>> {
  try {
    const response = await fetch(`.${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(key === null ? {} : { [PAGE_KEY_HEADER]: key }) },
      body: JSON.stringify(body),
      credentials: 'omit',
      cache: 'no-store',
    })
    return { reply: readReply(await response.json(), read), known: response.status !== 401 }
  } catch {
    // Nobody answers at this address, or something that is no host at all.
    return { reply: { ok: false, fault: fault('keeper_lost') }, known: true }
  }
}
