import { type Context, Hono } from 'hono'
import { API } from '../../shared/api/addresses.ts'
import { type Asked, ROUTES, type Route, TOKEN_ROUTE } from '../../shared/api/routes.ts'
import { type Fault, fault, faultOf, type Reply } from '../../shared/fault.ts'
import type { TextAnswer } from '../../shared/http.ts'
import { type Admitted, named } from './gate.ts'
import { jsonOf } from './json-body.ts'
import { readQuery } from './query.ts'
import { jsonAnswer, keptText, refusal, refusalText, responseOf } from './refusal.ts'

export type ApiParts = {
  /** Judges a call by the rights of the door. */
  readonly admit: (name: string, input: unknown) => Admitted | { readonly fault: Fault }
  /** Never throws; the value as the keeper gives it. */
  readonly make: (call: Admitted) => Promise<Reply<unknown>>
  /** Null when too many listen already. */
  readonly listen: (holder: string, lastEventId: string | null) => ReadableStream<Uint8Array> | null
  readonly openApi: () => Promise<string>
  /** UTC ms. */
  readonly now: () => number
}

/** Whoever is let in, by the guard in front of these routes. */
export type ApiEnv = { Variables: { holder: string } }

/**
 * The API itself (docs/decisions.md 25), the same at every door: each puts its own guard in front. Calls by their
 * names, the addresses made for programs, the events, and the document that describes them. What is thrown is the door's
 * to catch: with an `onError` of its own hono would put a second dispatch around each handler.
 */
export function apiRoutes(parts: ApiParts): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>()
  app.post(`${API.calls}/:call`, async (context) => {
    const strange = unread(context.req)
    if (strange !== null) return strange
    const body = await jsonOf(context.req.raw)
    if ('fault' in body) return refusal(body.fault)
    const call = parts.admit(context.req.param('call'), body.value)
    return 'fault' in call ? refusal(call.fault) : jsonAnswer(named(call, await parts.make(call)))
  })
  app.get(API.events, (context) => {
    const strange = unread(context.req)
    if (strange !== null) return strange
    const stream = parts.listen(context.get('holder'), context.req.header('last-event-id') ?? null)
    if (stream === null) return refusal(fault('too_many_streams'))
    return new Response(stream, { headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store' } })
  })
  app.get(API.openApi, async ({ req }) => {
    return unread(req) ?? new Response(await parts.openApi(), { headers: { 'content-type': 'application/json' } })
  })
  for (const route of ROUTES) {
    app.on(route.method, honoPath(route), (context) => answerRoute(route, context, parts))
  }
  return app
}

/** For the addresses that read no parameters. */
export function unread({ url }: { readonly url: string }): Response | null {
  const asked = readQuery(url, [])
  return 'fault' in asked ? refusal(asked.fault) : null
}

async function answerRoute(route: Route, { req }: Context<ApiEnv>, parts: ApiParts): Promise<Response> {
  const asked = readQuery(req.url, Object.keys(route.query), route.call)
  if ('fault' in asked) return refusal(asked.fault)
  const body = route.hasBody ? await jsonOf(req.raw) : { value: null }
  if ('fault' in body) return refusal(body.fault)
  const { query } = asked
  return responseOf(await routed(route, { name: req.param('name') ?? '', query, body: body.value }, parts))
}

async function routed(route: Route, asked: Asked, parts: ApiParts): Promise<TextAnswer> {
  const call = parts.admit(route.call, route.input(asked))
  return 'fault' in call ? refusalText(call.fault) : await made(route, asked, call, parts)
}

/** Never rejects. */
async function made(route: Route, asked: Asked, call: Admitted, { make, now }: ApiParts): Promise<TextAnswer> {
  try {
    const reply = await make(call)
    return reply.ok ? keptText(route.output(reply.value, asked, now())) : refusalText(reply.fault)
  } catch (thrown) {
    return refusalText(faultOf(thrown))
  }
}

/** Of a name that needs no decoding, and of no query: what is asked many times a second. */
const OFTEN_ASKED = /^\/v1\/connections\/([a-z0-9][a-z0-9-]{0,62})\/token$/
/** More than anybody has connections. */
const MOST_TARGETS = 10_000

/**
 * The token's address once more, for a plain GET alone: judged and answered by the same route, with no router and no
 * Request before it, which cost more than the answer. Each target is judged once, so only for a door where that judgement
 * never changes. Null for every other target.
 */
export function oftenAsked(parts: ApiParts): (target: string) => Promise<TextAnswer> | null {
  const judged = new Map<string, { readonly asked: Asked; readonly call: Admitted }>()

  return (target) => {
    const known = judged.get(target)
    if (known !== undefined) return made(TOKEN_ROUTE, known.asked, known.call, parts)
    const name = OFTEN_ASKED.exec(target)?.[1]
    if (name === undefined) return null
    const asked = { name, query: {}, body: null }
    const call = parts.admit(TOKEN_ROUTE.call, TOKEN_ROUTE.input(asked))
    if ('fault' in call) return null
    if (judged.size < MOST_TARGETS) judged.set(target, { asked, call })
    return made(TOKEN_ROUTE, asked, call, parts)
  }
}

/** The same for a door whose judgement changes: each time anew. */
export function tokenAsked(parts: ApiParts): (target: string) => Promise<TextAnswer> | null {
  return (target) => {
    const name = OFTEN_ASKED.exec(target)?.[1]
    return name === undefined ? null : routed(TOKEN_ROUTE, { name, query: {}, body: null }, parts)
  }
}

export function isTokenTarget(target: string): boolean {
  return OFTEN_ASKED.test(target)
}

function honoPath({ path }: Route): string {
  return path.replace('{name}', ':name')
}

const METHODS: readonly { readonly path: string; readonly method: string }[] = [
  { path: `${API.calls}/{call}`, method: 'POST' },
  ...[API.events, API.openApi, API.keeper].map((path) => ({ path, method: 'GET' })),
  ...ROUTES,
]

/**
 * How this address may be asked instead, or null where `method` is right or the address none of these. HEAD is wrong for
 * all of them: it would be routed as a GET, and open a stream that nobody reads.
 */
export function otherMethod(path: string, method: string): string | null {
  const right = METHODS.find((each) => isAt(each.path, path))?.method
  return right === undefined || right === method ? null : right
}

/** True where `path` has the parts of `pattern`, with anything in place of those in braces. */
function isAt(pattern: string, path: string): boolean {
  const parts = path.split('/')
  const wanted = pattern.split('/')
  return (
    parts.length === wanted.length &&
    wanted.every((part, at) => (part.startsWith('{') ? parts[at] : part) === parts[at])
  )
}
