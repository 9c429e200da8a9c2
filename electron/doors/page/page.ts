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
import { admit, make } from '../gate.ts'
import { jsonOf } from '../json-body.ts'
import { jsonAnswer, type Refusal, refusal, refusedFor } from '../refusal.ts'
import { fileAnswer, type PageFiles } from './page-files.ts'
import { withPageHeaders } from './page-headers.ts'
import { createPageKeys, type PageKeys } from './page-keys.ts'
import { isFile, refusalOfSender } from './page-sender.ts'

/** The keeper as a page's door needs it, in this process or behind the socket. */
export type PageCore = Bridge & {
  subscribe(listener: (notice: Notice) => void): Cancel
  /** Tells whenever calls begin or cease to reach a keeper; they do at first. */
  watchKeeper(listener: (here: boolean) => void): Cancel
}

export type PageDoorParts = {
  readonly core: PageCore
  readonly files: PageFiles
  /** The one name under which the page is served; requests to any other are refused. */
  readonly hostname: string
  /** Others may have served pages under this name: until somebody is in, a browser is told to forget what it keeps of theirs. */
  readonly isReused?: boolean
  readonly can: Abilities
  readonly openApi: () => Promise<string>
  /** Opens the page anew in the person's browser; false where none can be opened. */
  readonly showAgain?: () => Promise<boolean>
  /** Behind the ability `demo`. */
  readonly startDemo?: () => Promise<DemoStarted>
  /** Behind the ability `copyToken`: puts it on the clipboard, and gives nothing back. Judges what it is given. */
  readonly copyToken?: (input: unknown) => Promise<object>
  readonly clock: Clock
  readonly random: Random
  readonly digest: Digest
}

/** A browser opens six connections to one address, so a page that goes beyond this has lost count. */
const STREAMS = { most: 200, mostOfOne: 32, heartbeatMs: HEARTBEAT_MS }

export type PageDoor = ReturnType<typeof createPageDoor>

/**
 * The page's way to the keeper over HTTP on loopback (docs/decisions.md 13, 17 and 23). Each request passes in this
 * order: Host, Origin, Sec-Fetch-Site, method, key, size, JSON, contract; it is refused with a fault as a value at the
 * first that does not fit. There is no CORS: no other origin is ever told that it may.
 */
export function createPageDoor(parts: PageDoorParts) {
  const { core, clock, random } = parts
  const keys = createPageKeys(parts)
  const log = createEventLog({ random, told: () => streams.wake() })
  const streams = createEventStreams({ clock, log, ...STREAMS })
  const stopListening = [core.subscribe(log.notice), core.watchKeeper(log.keeper)]
  let stopping = false
  const routes = routesOf({ ...parts, keys, streams, stopping: () => stopping })
  return {
    /** Answers one request that came in on this port. Never throws. */
    answer: async (request: Request, port: number): Promise<Response> =>
      withPageHeaders(await routes.fetch(request, { port })),
    /** The answer to what is no whole HTTP request. */
    unreadable: (why: Refusal): Response => withPageHeaders(refusedFor(why)),
    /** For an address to print or to open; counts once and for a minute. */
    newTicket: keys.newTicket,
    /** Ends the streams and takes no new calls; those in flight are still answered. */
    stop(): void {
      stopping = true
      for (const cancel of stopListening) cancel()
      streams.stop()
    },
  }
}

type Routed = PageDoorParts & {
  readonly keys: PageKeys
  readonly streams: EventStreams
  readonly stopping: () => boolean
}

type Env = { Bindings: { readonly port: number }; Variables: { holder: string } }

function routesOf(routed: Routed): Hono<Env> {
  const { files, can, startDemo, copyToken, random, keys, stopping } = routed
  const app = new Hono<Env>()
  const again = showAgainOf(routed)
  let clears = routed.isReused === true
  app.use(checkSender(routed.hostname), checkMethod)
  app.post(PAGE_PATHS.ticket, async ({ req }) => {
    const ticket = await ticketOf(req.raw)
    if (typeof ticket !== 'string') return refusal(ticket)
    const key = keys.trade(ticket)
    // From here on it would clear this very page's own key.
    if (key !== null) clears = false
    return key === null ? refusal(fault('ticket_unknown')) : accepted({ key, can } satisfies PageKeyGiven)
  })
  app.post(PAGE_PATHS.again, () => again())
  app.use(async (context, next) => {
    if (isFile(pathOf(context.req.url))) return next()
    const holder = keys.holderOf(context.req.header(PAGE_KEY_HEADER) ?? '')
    if (holder === null) return refusal(fault('page_key_unknown'))
    context.set('holder', holder)
    return next()
  })
  app.post(PAGE_PATHS.demo, ({ req }) => ofHost(req.raw, 'demo', startDemo, stopping))
  app.post(PAGE_PATHS.copyToken, ({ req }) => ofHost(req.raw, 'host.copyToken', pastThePage(copyToken), stopping))
  app.route('/', apiRoutes(apiParts(routed)))
  app.get('*', ({ req }) => {
    const path = pathOf(req.url)
    const answer = fileAnswer(files, path, random.hex(16)) ?? refusedFor('path')
    if (clears && path === '/') answer.headers.set('clear-site-data', CLEARED)
    return answer
  })
  app.notFound(() => refusedFor('path'))
  app.onError((trouble) => refusal(faultOf(trouble)))
  return app
}

/** What the host does by itself, beside the keeper's calls; refused where it cannot. */
async function ofHost(
  request: Request,
  call: string,
  work: ((input: unknown) => Promise<object>) | undefined,
  stopping: () => boolean,
): Promise<Response> {
  const body = await jsonOf(request)
  if ('fault' in body) return refusal(body.fault)
  if (work === undefined) return refusal(fault('call_refused', { call }))
  return stopping() ? refusal(fault('keeper_leaving')) : jsonAnswer(await replyOf(() => work(body.value)))
}

/** Whatever it gives stays here. */
function pastThePage(work: PageDoorParts['copyToken']): PageDoorParts['copyToken'] {
  return work && ((input) => work(input).then(() => ({})))
}

/** A token goes out through the socket alone: a page that is taken over must not be able to ask for one. */
function apiParts({ core, clock, streams, stopping, openApi }: Routed): ApiParts {
  return {
    admit(name, input) {
      const call = admit('page', name, input)
      return !('fault' in call) && stopping() ? { fault: fault('keeper_leaving') } : call
    },
    make: (call) => make(call, core),
    listen: streams.open,
    openApi,
    now: clock.now,
  }
}

function checkSender(hostname: string) {
  return async ({ req, env }: Context<Env>, next: Next): Promise<Response | undefined> => {
    const { method, url, headers } = req.raw
    const why = refusalOfSender({ method, url, header: (name) => headers.get(name) }, hostname, env.port)
    if (why !== null) return refusedFor(why)
    await next()
    return undefined
  }
}

/** Whoever asks has no key yet, and must not fill the screen with tabs. */
const SHOWN_AGAIN_EVERY_MS = 5_000

function showAgainOf({ showAgain, clock }: PageDoorParts): () => Promise<Response> {
  let last = Number.NEGATIVE_INFINITY
  return async () => {
    const now = clock.monotonic()
    if (now - last < SHOWN_AGAIN_EVERY_MS) return refusal(fault('too_many_requests'))
    last = now
    return accepted({ shown: (await showAgain?.()) ?? false } satisfies ShownAgain)
  }
}

/** Never cookies: every port of a host shares them. */
const CLEARED = '"cache", "storage"'

async function checkMethod({ req }: Context<Env>, next: Next): Promise<Response | undefined> {
  const path = pathOf(req.url)
  const posted = Object.values(PAGE_PATHS).some((each) => each === path)
  const allowed = posted ? ['POST'] : isFile(path) ? ['GET', 'HEAD'] : null
  if (path.startsWith('/api/') && !posted) return refusedFor('path')
  if (allowed !== null && !allowed.includes(req.raw.method)) return refusedFor('method', { allow: allowed.join(', ') })
  const other = allowed === null ? otherMethod(path, req.raw.method) : null
  if (other !== null) return refusedFor('method', { allow: other })
  await next()
  return undefined
}

/** A ticket is a short word: nobody who has not even a key yet may make us read a megabyte. */
const TICKET_BODY_LIMIT = 1_024

async function ticketOf(request: Request): Promise<string | Fault> {
  const body = await jsonOf(request, TICKET_BODY_LIMIT)
  if ('fault' in body) return body.fault
  const read = ticketSchema.safeParse(body.value)
  return read.success ? read.data.ticket : fault('bad_shape')
}

function accepted(value: unknown): Response {
  return jsonAnswer({ ok: true, value })
}

function pathOf(url: string): string {
  return new URL(url).pathname
}
