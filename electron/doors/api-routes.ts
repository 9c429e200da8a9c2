import { type Context, Hono } from 'hono'
import { API } from '../../shared/api/addresses.ts'
import { ROUTES, type Route, type RouteRequest, TOKEN_ROUTE } from '../../shared/api/routes.ts'
import { type Fault, fault, faultOf, type Reply } from '../../shared/fault.ts'
import type { TextAnswer } from '../../shared/http.ts'
import { type Admitted, withContractOutput } from './gate.ts'
import { readJson } from './json-body.ts'
import { readQuery } from './query.ts'
import { cachedAnswer, faultAnswer, faultResponse, jsonAnswer, responseOf } from './refusal.ts'

export type ApiParts = {
  /** Checks a call against the door's rights and the contract. */
  readonly admit: (name: string, input: unknown) => Admitted | { readonly fault: Fault }
  /** Never throws; the value as the keeper gives it. */
  readonly perform: (call: Admitted) => Promise<Reply<unknown>>
  /** Null when too many listen already. */
  readonly listen: (holder: string, lastEventId: string | null) => ReadableStream<Uint8Array> | null
  readonly openApi: () => Promise<string>
  /** UTC ms. */
  readonly now: () => number
}

/** The authenticated caller, set by the middleware in front of these routes. */
export type ApiEnv = { Variables: { holder: string } }

/**
 * The API itself (docs/decisions.md 25), the same at every door; each puts its own authentication in front. Calls by name,
 * the routes for programs, the event stream, and the OpenAPI document. Errors are caught by the door's `onError`: one here
 * would make hono wrap each handler in a second dispatch.
 */
export function apiRoutes(parts: ApiParts): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>()
  app.post(`${API.calls}/:call`, async (context) => {
    const queryFault = refuseQuery(context.req)
    if (queryFault !== null) return queryFault
    const body = await readJson(context.req.raw)
    if ('fault' in body) return faultResponse(body.fault)
    const call = parts.admit(context.req.param('call'), body.value)
    return 'fault' in call ? faultResponse(call.fault) : jsonAnswer(withContractOutput(call, await parts.perform(call)))
  })
  app.get(API.events, (context) => {
    const queryFault = refuseQuery(context.req)
    if (queryFault !== null) return queryFault
    const stream = parts.listen(context.get('holder'), context.req.header('last-event-id') ?? null)
    if (stream === null) return faultResponse(fault('too_many_streams'))
    return new Response(stream, { headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store' } })
  })
  app.get(API.openApi, async ({ req }) => {
    return refuseQuery(req) ?? new Response(await parts.openApi(), { headers: { 'content-type': 'application/json' } })
  })
  for (const route of ROUTES) {
    app.on(route.method, honoPath(route), (context) => answerRoute(route, context, parts))
  }
  return app
}

/** For the routes without query parameters. */
export function refuseQuery({ url }: { readonly url: string }): Response | null {
  const asked = readQuery(url, [])
  return 'fault' in asked ? faultResponse(asked.fault) : null
}

async function answerRoute(route: Route, { req }: Context<ApiEnv>, parts: ApiParts): Promise<Response> {
  const asked = readQuery(req.url, Object.keys(route.query), route.call)
  if ('fault' in asked) return faultResponse(asked.fault)
  const body = route.hasBody ? await readJson(req.raw) : { value: null }
  if ('fault' in body) return faultResponse(body.fault)
  const { query } = asked
  return responseOf(await answerCall(route, { name: req.param('name') ?? '', query, body: body.value }, parts))
}

async function answerCall(route: Route, asked: RouteRequest, parts: ApiParts): Promise<TextAnswer> {
  const call = parts.admit(route.call, route.input(asked))
  return 'fault' in call ? faultAnswer(call.fault) : await performCall(route, asked, call, parts)
}

/** Never rejects. */
async function performCall(
  route: Route,
  asked: RouteRequest,
  call: Admitted,
  { perform, now }: ApiParts,
): Promise<TextAnswer> {
  try {
    const reply = await perform(call)
    return reply.ok ? cachedAnswer(route.output(reply.value, asked, now())) : faultAnswer(reply.fault)
  } catch (thrown) {
    return faultAnswer(faultOf(thrown))
  }
}

/** The token route with a plain name and no query, which is called many times a second. */
const TOKEN_TARGET = /^\/v1\/connections\/([a-z0-9][a-z0-9-]{0,62})\/token$/
/** More connections than anybody has. */
const MOST_TARGETS = 10_000

/**
 * A fast path for GET on the token route: the same checks and answer, without router and Request, which cost more than the
 * answer. Each target is checked once, so only for a door whose rights never change. Null for every other target.
 */
export function oftenAsked(parts: ApiParts): (target: string) => Promise<TextAnswer> | null {
  const admittedTargets = new Map<string, { readonly asked: RouteRequest; readonly call: Admitted }>()

  return (target) => {
    const cached = admittedTargets.get(target)
    if (cached !== undefined) return performCall(TOKEN_ROUTE, cached.asked, cached.call, parts)
    const name = TOKEN_TARGET.exec(target)?.[1]
    if (name === undefined) return null
    const asked = { name, query: {}, body: null }
    const call = parts.admit(TOKEN_ROUTE.call, TOKEN_ROUTE.input(asked))
    if ('fault' in call) return null
    if (admittedTargets.size < MOST_TARGETS) admittedTargets.set(target, { asked, call })
    return performCall(TOKEN_ROUTE, asked, call, parts)
  }
}

/** The same for a door whose rights change: checked each time. */
export function tokenAsked(parts: ApiParts): (target: string) => Promise<TextAnswer> | null {
  return (target) => {
    const name = TOKEN_TARGET.exec(target)?.[1]
    return name === undefined ? null : answerCall(TOKEN_ROUTE, { name, query: {}, body: null }, parts)
  }
}

export function isTokenTarget(target: string): boolean {
  return TOKEN_TARGET.test(target)
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
 * The method that this path allows, or null where `method` is right or the path unknown. HEAD is wrong for all of them: it
 * would be routed as a GET and open a stream that nobody reads.
 */
export function otherMethod(path: string, method: string): string | null {
  const right = METHODS.find((each) => matchesPattern(each.path, path))?.method
  return right === undefined || right === method ? null : right
}

/** True where `path` has the parts of `pattern`, with anything in place of those in braces. */
function matchesPattern(pattern: string, path: string): boolean {
  const parts = path.split('/')
  const wanted = pattern.split('/')
  return (
    parts.length === wanted.length &&
    wanted.every((part, at) => (part.startsWith('{') ? parts[at] : part) === parts[at])
  )
}
