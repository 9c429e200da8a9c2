import { API } from '../../shared/api/addresses.ts'
import type { Input, Output } from '../../shared/api/contract/contract.ts'
import type { CallName } from '../../shared/api/contract/names.ts'
import { PAGE_KEY_HEADER, PAGE_PATHS } from '../../shared/api/page-addresses.ts'
import type { DemoStarted, ShownAgain } from '../../shared/api/page-protocol.ts'
import { fault, type Reply } from '../../shared/fault.ts'
import type { Answers } from './answers.ts'
import { readOutput } from './read-output.ts'
import { readReply } from './reply.ts'

/** `known` is false when the host refused the key itself, so that asking again is of no use. */
export type CallOutcome<Value> = { readonly reply: Reply<Value>; readonly known: boolean }

/** With what right, and how answers are read. */
export type Asking = { readonly key: string; readonly answers: Answers }

/** One call over HTTP. The reply starts as unknown and is read by the contract, as in every other process. */
export function callOverHttp<Name extends CallName>(
  { key, answers }: Asking,
  name: Name,
  input: Input<Name>,
): Promise<CallOutcome<Output<Name>>> {
  return post(key, `${API.calls}/${name}`, input, (value) => readOutput(answers, name, value))
}

/** The host's own, since the server of the demo runs in it wherever the keeper may be. */
export function startDemoOverHttp({ key, answers }: Asking): Promise<CallOutcome<DemoStarted>> {
  return post(key, PAGE_PATHS.demo, {}, (value) => answers.read(value, (schemas) => schemas.demoStartedSchema))
}

/** The host's own as well: past this page, which gets nothing back. */
export function copyTokenOverHttp(key: string, name: string, handle?: string): Promise<CallOutcome<object>> {
  return post(key, PAGE_PATHS.copyToken, { name, ...(handle === undefined ? {} : { handle }) }, () => ({}))
}

/** Also for a page without a key. */
export async function signInAgainOverHttp(answers: Answers): Promise<Reply<ShownAgain>> {
  const { reply } = await post(null, PAGE_PATHS.again, {}, (value) =>
    answers.read(value, (schemas) => schemas.shownAgainSchema),
  )
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
