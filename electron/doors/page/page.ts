import { type Context, Hono, type Next } from 'hono'
import type { Bridge, Notice } from '../../../shared/api/contract/contract.ts'
import { HEARTBEAT_MS } from '../../../shared/api/events.ts'
import { PAGE_KEY_HEADER, PAGE_PATHS } from '../../../shared/api/page-addresses.ts'
import {
  type Abilities,
  type DemoStarted,
  type PageKeyGiven,
  type ShownAgain,
  ticketSchema,
} from '../../../shared/api/page-protocol.ts'
import { type Fault, fault, faultOf, replyOf } from '../../../shared/fault.ts'
import type { Cancel, Clock, Digest, Random } from '../../core/ports.ts'
import { type ApiParts, apiRoutes, otherMethod } from '../api-routes.ts'
import { createEventLog } from '../event-log.ts'
import { createEventStreams, type EventStreams } from '../event-streams.ts'
import { admit, perform } from '../gate.ts'
import { readJson } from '../json-body.ts'
import { faultResponse, jsonAnswer, type Refusal, refusalResponse } from '../refusal.ts'
import { fileAnswer, type PageFiles } from './page-files.ts'
import { withPageHeaders } from './page-headers.ts'
import { createPageKeys, type PageKeys } from './page-keys.ts'
import { isFile, refusalOfSender } from './page-sender.ts'

/** The keeper as a page's door needs it, in this process or behind the socket. */
export type PageCore = Bridge & {
  subscribe(listener: (notice: Notice) => void): Cancel
  /** Called whenever calls begin or cease to reach a keeper; they do at first. */
  watchKeeper(listener: (here: boolean) => void): Cancel
}

export type PageDoorParts = {
  readonly core: PageCore
  readonly files: PageFiles
  /** The only Host that is accepted. */
  readonly hostname: string
  /** Other servers may have used this origin: until a ticket is traded, browsers are told to clear its cache and storage. */
  readonly isReused?: boolean
  readonly can: Abilities
  readonly openApi: () => Promise<string>
  /** Opens the page again in the person's browser; false where none can be opened. */
  readonly showAgain?: () => Promise<boolean>
  /** Behind the ability `demo`. */
  readonly startDemo?: () => Promise<DemoStarted>
  /** Behind the ability `copyToken`: puts the token on the clipboard and gives nothing back. Checks its input itself. */
  readonly copyToken?: (input: unknown) => Promise<object>
  readonly clock: Clock
  readonly random: Random
  readonly digest: Digest
}

/** A browser opens six connections to one origin: a page with more streams than this is broken. */
const STREAMS = { most: 200, mostOfOne: 32, heartbeatMs: HEARTBEAT_MS }

export type PageDoor = ReturnType<typeof createPageDoor>

/**
 * The page's access to the keeper over HTTP on loopback (docs/decisions.md 13, 17 and 23). Each request is checked in this
 * order: Host, Origin, Sec-Fetch-Site, method, key, size, JSON, contract; the first failure is answered with a fault. No
 * CORS headers are ever sent.
 */
export function createPageDoor(parts: PageDoorParts) {
  const { core, clock, random } = parts
  const keys = createPageKeys(parts)
  const log = createEventLog({ random, told: () => streams.wake() })
  const streams = createEventStreams({ clock, log, ...STREAMS })
  const stopListening = [core.subscribe(log.notice), core.watchKeeper(log.keeper)]
  let isStopping = false
  const routes = createRoutes({ ...parts, keys, streams, isStopping: () => isStopping })
  return {
    /** Answers one request that came in on this port. Never throws. */
    answer: async (request: Request, port: number): Promise<Response> =>
      withPageHeaders(await routes.fetch(request, { port })),
    /** The answer to what is no complete HTTP request. */
    unreadable: (why: Refusal): Response => withPageHeaders(refusalResponse(why)),
    /** For an address to print or to open; valid once, within a minute. */
    newTicket: keys.newTicket,
    /** Ends the streams and refuses new calls; those in flight are still answered. */
    stop(): void {
      isStopping = true
      for (const cancel of stopListening) cancel()
      streams.stop()
    },
  }
}

type RouteParts = PageDoorParts & {
  readonly keys: PageKeys
  readonly streams: EventStreams
  readonly isStopping: () => boolean
}

type Env = { Bindings: { readonly port: number }; Variables: { holder: string } }

function createRoutes(parts: RouteParts): Hono<Env> {
  const { files, can, startDemo, copyToken, random, keys, isStopping } = parts
  const app = new Hono<Env>()
  const answerShowAgain = createShowAgain(parts)
  let clearsSiteData = parts.isReused === true
  app.use(checkSender(parts.hostname), checkMethod)
  app.post(PAGE_PATHS.ticket, async ({ req }) => {
    const ticket = await readTicket(req.raw)
    if (typeof ticket !== 'string') return faultResponse(ticket)
    const key = keys.trade(ticket)
    // From here on it would clear the page's own key.
    if (key !== null) clearsSiteData = false
    return key === null ? faultResponse(fault('ticket_unknown')) : okResponse({ key, can } satisfies PageKeyGiven)
  })
  app.post(PAGE_PATHS.again, () => answerShowAgain())
  app.use(async (context, next) => {
    if (isFile(pathOf(context.req.url))) return next()
    const holder = keys.holderOf(context.req.header(PAGE_KEY_HEADER) ?? '')
    if (holder === null) return faultResponse(fault('page_key_unknown'))
    context.set('holder', holder)
    return next()
  })
  app.post(PAGE_PATHS.demo, ({ req }) => answerHostCall(req.raw, 'demo', startDemo, isStopping))
  app.post(PAGE_PATHS.copyToken, ({ req }) =>
    answerHostCall(req.raw, 'host.copyToken', withoutOutput(copyToken), isStopping),
  )
  app.route('/', apiRoutes(apiParts(parts)))
  app.get('*', ({ req }) => {
    const path = pathOf(req.url)
    const answer = fileAnswer(files, path, random.hex(16)) ?? refusalResponse('path')
    if (clearsSiteData && path === '/') answer.headers.set('clear-site-data', CLEAR_SITE_DATA)
    return answer
  })
  app.notFound(() => refusalResponse('path'))
  app.onError((trouble) => faultResponse(faultOf(trouble)))
  return app
}

/** A call that the host answers itself; refused where it cannot. */
async function answerHostCall(
  request: Request,
  call: string,
  work: ((input: unknown) => Promise<object>) | undefined,
  isStopping: () => boolean,
): Promise<Response> {
  const body = await readJson(request)
  if ('fault' in body) return faultResponse(body.fault)
  if (work === undefined) return faultResponse(fault('call_refused', { call }))
  return isStopping() ? faultResponse(fault('keeper_leaving')) : jsonAnswer(await replyOf(() => work(body.value)))
}

/** Drops the result, so that nothing of it reaches the page. */
function withoutOutput(work: PageDoorParts['copyToken']): PageDoorParts['copyToken'] {
  return work && ((input) => work(input).then(() => ({})))
}

/** With the rights of `page`, which may call for no token: a compromised page must not be able to. */
function apiParts({ core, clock, streams, isStopping, openApi }: RouteParts): ApiParts {
  return {
    admit(name, input) {
      const call = admit('page', name, input)
      return !('fault' in call) && isStopping() ? { fault: fault('keeper_leaving') } : call
    },
    perform: (call) => perform(call, core),
    listen: streams.open,
    openApi,
    now: clock.now,
  }
}

function checkSender(hostname: string) {
  return async ({ req, env }: Context<Env>, next: Next): Promise<Response | undefined> => {
    const { method, url, headers } = req.raw
    const why = refusalOfSender({ method, url, header: (name) => headers.get(name) }, hostname, env.port)
    if (why !== null) return refusalResponse(why)
    await next()
    return undefined
  }
}

/** The caller has no key yet and must not be able to fill the screen with tabs. */
const SHOWN_AGAIN_EVERY_MS = 5_000

function createShowAgain({ showAgain, clock }: PageDoorParts): () => Promise<Response> {
  let last = Number.NEGATIVE_INFINITY
  return async () => {
    const now = clock.monotonic()
    if (now - last < SHOWN_AGAIN_EVERY_MS) return faultResponse(fault('too_many_requests'))
    last = now
    return okResponse({ shown: (await showAgain?.()) ?? false } satisfies ShownAgain)
  }
}

/** Not cookies: every port of a host shares them. */
const CLEAR_SITE_DATA = '"cache", "storage"'

async function checkMethod({ req }: Context<Env>, next: Next): Promise<Response | undefined> {
  const path = pathOf(req.url)
  const isPostPath = Object.values(PAGE_PATHS).some((each) => each === path)
  const allowed = isPostPath ? ['POST'] : isFile(path) ? ['GET', 'HEAD'] : null
  if (path.startsWith('/api/') && !isPostPath) return refusalResponse('path')
  if (allowed !== null && !allowed.includes(req.raw.method))
    return refusalResponse('method', { allow: allowed.join(', ') })
  const other = allowed === null ? otherMethod(path, req.raw.method) : null
  if (other !== null) return refusalResponse('method', { allow: other })
  await next()
  return undefined
}

/** A ticket is short, and the caller has no key yet. */
const TICKET_BODY_LIMIT = 1_024

async function readTicket(request: Request): Promise<string | Fault> {
  const body = await readJson(request, TICKET_BODY_LIMIT)
  if ('fault' in body) return body.fault
  const read = ticketSchema.safeParse(body.value)
  return read.success ? read.data.ticket : fault('bad_shape')
}

function okResponse(value: unknown): Response {
  return jsonAnswer({ ok: true, value })
}

function pathOf(url: string): string {
  return new URL(url).pathname
}
