import { originsText, unboundOrigins } from '../../../shared/connections/binding.ts'
import type { Connection } from '../../../shared/connections/connection.ts'
import { type EffectiveNetwork, effectiveNetwork, type Network } from '../../../shared/connections/network.ts'
import { originOf } from '../../../shared/entry/address.ts'
import { raise } from '../../../shared/fault.ts'
import { type HttpOutcome, type HttpRequest, wholeReplyOf } from '../../../shared/http.ts'
import type { LogFacts } from '../log/log.ts'
import type { Ports } from '../ports.ts'

/**
 * The only way out of the core (docs/decisions.md 19). Whoever sends says whose secrets travel along, and here, when
 * the request is whole, it is held against the origins that they were entered for. No other file of the core knows the
 * Http port, so no new call can forget it.
 */
export type Sender = {
  /** Raises origin_unbound {name, bound, wanted}: for who has something to write down before it sends. */
  assertBound(whose: Pick<Whose, 'name' | 'bound'>, url: string): void
  /** Raises the same before a byte has left. */
  sendFor(whose: Whose, request: HttpRequest): Promise<HttpOutcome>
  /** A look at an address that carries nothing of anybody's. */
  look(url: string, way: EffectiveNetwork | null): Promise<HttpOutcome>
  /** A word to where a person wants to be told (docs/notify.md); it carries nothing of any connection's. */
  post(url: string, headers: HttpRequest['headers'], body: string): Promise<HttpOutcome>
  /** How calls of this connection travel; null where that is left to the surroundings. */
  wayFor(whose: Pick<Connection, 'network'>): EffectiveNetwork | null
  /** To these the site lets everybody's secrets go. */
  allowedOrigins(): readonly string[]
}

export type Whose = Pick<Connection, 'name' | 'bound' | 'network'>

const LOOK_MS = 10_000
/** Standard Webhooks: 15 to 30 s. */
const POST_MS = 15_000

/** Everything that the core is given but the raw Http port. */
export type CorePorts = Omit<Ports, 'http'> & { readonly sender: Sender }

export type SenderRules = Pick<Sender, 'allowedOrigins'> & {
  /** How calls of all connections travel. */
  network(): Network | null
}

export function withSender({ http, ...others }: Ports, rules: SenderRules): CorePorts {
  const { log, clock } = others
  const wayFor = ({ network }: Pick<Connection, 'network'>): EffectiveNetwork | null =>
    effectiveNetwork(network, rules.network())
  const along = (way: EffectiveNetwork | null) => (way === null ? {} : { way })
  function assertBound({ name, bound }: Pick<Whose, 'name' | 'bound'>, url: string): void {
    const origin = originOf(url)
    if (unboundOrigins(bound, [origin]).length > 0)
      raise('origin_unbound', { name, bound: originsText(bound.origins), wanted: origin })
  }
  const sender: Sender = {
    assertBound,
    wayFor,
    allowedOrigins: rules.allowedOrigins,
    async sendFor({ name, bound, network }, request) {
      assertBound({ name, bound }, request.url)
      const since = clock.monotonic()
      const outcome = await http.send({ ...request, ...along(wayFor({ network })) })
      log.write('debug', 'http', {
        connection: name,
        method: request.method,
        origin: originOf(request.url),
        ...endOf(outcome),
        ms: Math.round(clock.monotonic() - since),
      })
      // A server that never sends its last chunk would else be asked again and again for what it has given.
      return outcome.kind === 'failure' ? (wholeReplyOf(outcome) ?? outcome) : outcome
    },
    look: (url, way) =>
      http.send({ method: 'GET', url, headers: { accept: '*/*' }, timeoutMs: LOOK_MS, ...along(way) }),
    post: (url, headers, body) =>
      http.send({ method: 'POST', url, headers, body, timeoutMs: POST_MS, ...along(wayFor({ network: null })) }),
  }
  return { ...others, sender }
}

/** How it ended, without a word of whoever answered. */
function endOf(outcome: HttpOutcome): LogFacts {
  if (outcome.kind === 'failure') return { trouble: outcome.trouble, sent: outcome.sent, detail: outcome.detail }
  return { status: outcome.status, letters: outcome.body.length }
}

/**
 * The outcome with its moment of sending by the clock as it is now: a wall clock that is set back while a reply is on
 * its way would otherwise make the new token seem to live longer than it does.
 */
export function timedFor(
  whose: Whose,
  { clock, sender }: Pick<CorePorts, 'clock' | 'sender'>,
  watchClock: () => void,
): (request: HttpRequest) => Promise<HttpOutcome> {
  return async (request) => {
    const startedAt = clock.monotonic()
    const outcome = await sender.sendFor(whose, request)
    watchClock()
    const now = clock.now()
    const sentAt = Math.min(outcome.sentAt, now - (clock.monotonic() - startedAt))
    return { ...outcome, sentAt, receivedAt: now }
  }
}
