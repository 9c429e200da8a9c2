import type { SecureContext } from 'node:tls'
import type { z } from 'zod'
import { faultOf, raise } from '../../../../shared/fault.ts'
import type { ReadAt, SharedStore, StoreChange, StoredValue } from '../../../core/fleet/shared-store.ts'
import type { StoreAge, StoreMoment } from '../../../core/fleet/store/store-age.ts'
import type { Clock } from '../../../core/ports.ts'
import { openLease } from './etcd-lease.ts'
import { followChanges } from './etcd-watch.ts'
import { gatewayExchange } from './exchange.ts'
import { createGateway, type Gateway, type GatewayUser } from './gateway.ts'
import { parseAnswer, rangeEnd, rangeSchema, toBase64, toMoment, toStoredValue, transactionSchema } from './wire.ts'

/**
 * The shared store in etcd 3.4 and later, over its JSON gateway. Not over npm's `etcd3`: its newest release is of 2023,
 * after three years with none, its elections once had two leaders at a time (etcd-io/website issue 697), and it would bring
 * gRPC with a library of its own for TLS, proxies and retries beside ours. What is used here are six calls.
 */

export type EtcdPlace = {
  /** `https://host:port`, or http on loopback (electron/core/fleet/endpoints.ts). */
  readonly endpoints: readonly string[]
  readonly user: GatewayUser | null
  /** The trusted authorities, and our client certificate. */
  readonly trust: () => SecureContext
  /** When our client certificate expires; left out where there is none. */
  readonly ownUntil?: number | undefined
  /** Told the revisions seen; left out for a single read. */
  readonly age?: StoreAge | undefined
}

/** Prefix of all keys, so that a site can share its etcd with others. */
const ROOT = 'everbearer/'
/** Documents (some ten kilobytes each) in one answer; fewer where that is too large. */
const PAGE = 100
/** For a whole list: far above what a thousand connections need, and still harmless to this computer's memory. */
const LIST_LIMIT_BYTES = 128 * 1_048_576

export function etcdStore(
  { endpoints, user, trust, ownUntil, age }: EtcdPlace,
  clock: Clock,
): SharedStore & { close(): void } {
  const exchange = gatewayExchange(clock, trust)
  const hasOwnExpired = () => ownUntil !== undefined && ownUntil <= clock.now()
  const gateway = createGateway({ exchange, endpoints, user, hasOwnExpired })
  const listRevisions = new Map<string, number>()

  return {
    async read(key) {
      const report = await age?.beforeCall()
      const text = await gateway.ask('/v3/kv/range', { key: toBase64(ROOT + key) })
      const { header, kvs } = parseAnswer(rangeSchema, text)
      report?.(toMoment(header))
      const [keyValue] = kvs
      return keyValue === undefined ? null : toStoredValue(keyValue, ROOT)
    },
    async list(prefix) {
      const report = await age?.beforeCall()
      const once = () => listPages(gateway, ROOT + prefix)
      // Compacted between two pages: from the start again.
      const { values, header } = (await once().catch(nullIfRefused('compacted'))) ?? (await once())
      report?.(toMoment(header))
      listRevisions.set(prefix, header.revision)
      return values
    },
    async write(changes) {
      const report = await age?.beforeCall()
      const text = await gateway.change('/v3/kv/txn', transactionBody(changes)).catch(nullIfRefused('no_lease'))
      if (text === null) return 'changed'
      const { header, succeeded } = parseAnswer(transactionSchema, text)
      report?.(toMoment(header))
      return succeeded ? 'written' : 'changed'
    },
    lease: (ttlMs) => openLease(gateway, clock, ttlMs),
    watch(prefix, heard, broken) {
      const after = listRevisions.get(prefix) ?? null
      const moment = (news: StoreMoment): void => age?.noteNews(news)
      return followChanges(gateway, clock, { root: ROOT, prefix, after, heard, broken, moment })
    },
    close: () => exchange.close(),
  }
}

type Page = z.infer<typeof rangeSchema>

/** All at one revision, in pages: a watch from that revision on tells what changes meanwhile. */
async function listPages(gateway: Gateway, prefix: string) {
  const values: StoredValue[] = []
  const range_end = rangeEnd(prefix)
  let key = toBase64(prefix)
  let header: Page['header'] | null = null
  let pageSize = PAGE
  let bytes = 0
  for (;;) {
    const pinned = header === null ? {} : { revision: String(header.revision) }
    const answer = gateway.ask('/v3/kv/range', { key, range_end, limit: String(pageSize), ...pinned })
    const text = await (pageSize > 1 ? answer.catch(nullIfRefused('too_large')) : answer)
    if (text === null) {
      pageSize = Math.ceil(pageSize / 10)
      continue
    }
    const page = parseAnswer(rangeSchema, text)
    header ??= page.header
    for (const keyValue of page.kvs) values.push(toStoredValue(keyValue, ROOT))
    bytes += text.length
    if (bytes > LIST_LIMIT_BYTES) raise('store_damaged')
    const last = values.at(-1)
    if (!page.more || last === undefined) return { values, header }
    key = toBase64(`${ROOT}${last.key}\0`)
  }
}

/** Null for a refusal with that detail; anything else is rethrown. */
function nullIfRefused(detail: string): (thrown: unknown) => null {
  return (thrown) => {
    if (faultOf(thrown).params['detail'] !== detail) throw thrown
    return null
  }
}

function transactionBody(changes: readonly StoreChange[]): unknown {
  return {
    compare: changes.flatMap(({ key, readAt }) => {
      const of = toBase64(ROOT + key)
      return comparisons(readAt).map((comparison) => ({ key: of, ...comparison }))
    }),
    success: changes.map(({ key, value, lease }) =>
      value === null
        ? { request_delete_range: { key: toBase64(ROOT + key) } }
        : { request_put: { key: toBase64(ROOT + key), value: toBase64(value), ...(lease ? { lease } : {}) } },
    ),
  }
}

/** Bytes of a value that a transaction compares: enough for a letter's signer and signature, which are unique to it. */
const COMPARED_BYTES = 256

/** A longer value is compared by its beginning: greater and less than the ends of the range with that prefix (0xff is in no UTF-8). */
function comparisons(readAt: ReadAt): readonly object[] {
  const isAtRevision = { target: 'MOD', mod_revision: String(readAt?.revision ?? 0), result: 'EQUAL' }
  if (readAt === null) return [isAtRevision]
  const bytes = Buffer.from(readAt.value, 'utf8')
  if (bytes.length <= COMPARED_BYTES)
    return [isAtRevision, { target: 'VALUE', value: bytes.toString('base64'), result: 'EQUAL' }]
  const beginning = bytes.subarray(0, COMPARED_BYTES - 1)
  const last = bytes[COMPARED_BYTES - 1] ?? 0
  const bound = (...end: number[]) => Buffer.concat([beginning, Buffer.from(end)]).toString('base64')
  return [
    isAtRevision,
    { target: 'VALUE', value: bound(last - 1, 0xff), result: 'GREATER' },
    { target: 'VALUE', value: bound(last + 1), result: 'LESS' },
  ]
}
