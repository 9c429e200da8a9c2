import { type Context, Hono } from 'hono'
import { API } from '../../shared/api/addresses.ts'
import { ROUTES, type Route } from '../../shared/api/routes.ts'
import { type Fault, fault, type Reply } from '../../shared/fault.ts'
import { type Admitted, named } from './gate.ts'
import { jsonOf } from './json-body.ts'
import { answerOf, keptAnswer, refusal } from './refusal.ts'

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
    const body = await jsonOf(context.req.raw)
    if ('fault' in body) return refusal(body.fault)
    const call = parts.admit(context.req.param('call'), body.value)
    return 'fault' in call ? refusal(call.fault) : answerOf(named(call, await parts.make(call)))
  })
  app.get(API.events, (context) => {
    const stream = parts.listen(context.get('holder'), context.req.header('last-event-id') ?? null)
    if (stream === null) return refusal(fault('too_many_streams'))
    return new Response(stream, { headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store' } })
  })
  app.get(API.openApi, async () => {
    return new Response(await parts.openApi(), { headers: { 'content-type': 'application/json' } })
  })
  for (const route of ROUTES) {
    app.on(route.method, honoPath(route), (context) => answerRoute(route, context, parts))
  }
  return app
}

async function answerRoute(route: Route, { req }: Context<ApiEnv>, { admit, make, now }: ApiParts): Promise<Response> {
  const body = route.hasBody ? await jsonOf(req.raw) : { value: null }
  if ('fault' in body) return refusal(body.fault)
  const asked = { name: req.param('name') ?? '', query: req.query(), body: body.value }
  const call = admit(route.call, route.input(asked))
  if ('fault' in call) return refusal(call.fault)
  const reply = await make(call)
  return reply.ok ? keptAnswer(route.output(reply.value, asked, now())) : refusal(reply.fault)
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
