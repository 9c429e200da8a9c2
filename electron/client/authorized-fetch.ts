import { authorizationOf } from './authorization.ts'
import { addressBelow } from './base-address.ts'
import type { AuthorizedInit, Everbearer, Token, Ttl } from './shapes.ts'
import { untilAborted } from './until-aborted.ts'

type Keeper = Pick<Everbearer, 'getToken' | 'rejected'>

const REFUSED = 401

/**
 * `fetch` with the connection's token. Its redirects are the caller's to follow: fetch would take the token along to
 * wherever on that server they lead.
 */
export async function fetchAuthorized(
  keeper: Keeper,
  name: string,
  input: string | URL | Request,
  { minTtl, ...init }: AuthorizedInit = {},
): Promise<Response> {
  const options = minTtl === undefined ? {} : { minTtl }
  const signal = init.signal ?? (input instanceof Request ? input.signal : null)
  const token = await untilAborted(keeper.getToken(name, options), signal)
  const response = await sendWithToken(token, input, init)
  if (response.status !== REFUSED) return response
  const next = await untilAborted(successor(keeper, token, options), signal)
  if (next === null || !canBeSentAgain(input, init)) return response
  await response.body?.cancel()
  return sendWithToken(next, input, init)
}

/** The next token after a server has refused this one; null where there is none. */
export async function successor(
  keeper: Keeper,
  { name, generation }: Pick<Token, 'name' | 'generation'>,
  options: { readonly minTtl?: Ttl },
): Promise<Token | null> {
  try {
    await keeper.rejected(name, generation)
    const next = await keeper.getToken(name, options)
    return next.generation > generation ? next : null
  } catch {
    return null
  }
}

function sendWithToken(token: Token, input: string | URL | Request, init: RequestInit): Promise<Response> {
  const request = input instanceof Request ? input : null
  const address = addressBelow(token.baseUrl, request?.url ?? String(input), token.name)
  const headers = new Headers(init.headers ?? request?.headers)
  if (token.parameter === null) headers.set('authorization', authorizationOf(token))
  else address.searchParams.set(token.parameter, token.token)
  const redirect = init.redirect === 'error' ? 'error' : 'manual'
  // A request is also what another one is made from.
  return fetch(request === null ? address : new Request(address, request), { ...init, headers, redirect })
}

/** A stream is gone once it has been sent. */
function canBeSentAgain(input: string | URL | Request, { body }: RequestInit): boolean {
  if (body === undefined || body === null) return !(input instanceof Request) || input.body === null
  if (typeof body === 'string' || ArrayBuffer.isView(body)) return true
  return [ArrayBuffer, Blob, FormData, URLSearchParams].some((kind) => body instanceof kind)
}
