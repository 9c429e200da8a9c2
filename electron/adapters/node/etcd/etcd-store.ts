import type { SecureContext } from 'node:tls'
import type { z } from 'zod'
import { faultOf, raise } from '../../../../shared/fault.ts'
import type { ReadAt, SharedStore, StoreChange, StoredValue } from '../../../core/fleet/shared-store.ts'
import type { StoreAge, StoreMoment } from '../../../core/fleet/store/store-age.ts'
import type { Clock } from '../../../core/ports.ts'
import { keptLease } from './etcd-lease.ts'
import { followChanges } from './etcd-watch.ts'
import { gatewayExchange } from './exchange.ts'
import { createGateway, type Gateway, type GatewayUser } from './gateway.ts'
import { encoded, endOf, momentOf, rangeSchema, storedValue, transactionSchema, understood } from './wire.ts'

/**
 * The shared store in etcd 3.4 and later, over its JSON gateway. Not over npm's `etcd3`: its newest release is of 2023,
 * after three years with none, its elections once had two leaders at a time (etcd-io/website issue 697), and it would bring
 * gRPC with a library of its own for TLS, proxies and retries beside ours. What is used here are six calls.
 */

export type EtcdPlace = {
  /** `https://host:port`, or http on loopback (electron/core/fleet/endpoints.ts). */
  readonly endpoints: readonly string[]
  readonly user: GatewayUser | null
  /** Whom TLS trusts, and which certificate of ours it shows. */
  readonly trust: () => SecureContext
  /** When that certificate of ours ends; left out where there is none. */
  readonly ownUntil?: number | undefined
  /** Told how far the store has come; left out by whoever only looks once. */
  readonly age?: StoreAge | undefined
}

/** What a site may let others have beside it in the same etcd. */
const ROOT = 'everbearer/'
/** So many documents of some ten kilobytes in one answer; fewer where somebody has written large ones. */
const PAGE = 100
/** Of a whole list: far above what a thousand connections have, and nothing that would take this computer's memory. */
const LIST_LIMIT_BYTES = 128 * 1_048_576

export function etcdStore(
  { endpoints, user, trust, ownUntil, age }: EtcdPlace,
  clock: Clock,
): SharedStore & { close(): void } {
  const exchange = gatewayExchange(clock, trust)
  const isOwnOver = () => ownUntil !== undefined && ownUntil <= clock.now()
  const gateway = createGateway({ exchange, endpoints, user, isOwnOver })
  const listedAt = new Map<string, number>()

  return {
    async read(key) {
      const told = await age?.asking()
      const text = await gateway.ask('/v3/kv/range', { key: encoded(ROOT + key) })
      const { header, kvs } = understood(rangeSchema, text)
      told?.(momentOf(header))
      const [found] = kvs
      return found === undefined ? null : storedValue(found, ROOT)
    },
    async list(prefix) {
      const told = await age?.asking()
      const once = () => listed(gateway, ROOT + prefix)
      // Compacted between two pages: from the start again.
      const { values, header } = (await once().catch(nullWhere('compacted'))) ?? (await once())
      told?.(momentOf(header))
      listedAt.set(prefix, header.revision)
      return values
    },
    async write(changes) {
      const told = await age?.asking()
      const text = await gateway.change('/v3/kv/txn', transactionOf(changes)).catch(nullWhere('no_lease'))
      if (text === null) return 'changed'
      const { header, succeeded } = understood(transactionSchema, text)
      told?.(momentOf(header))
      return succeeded ? 'written' : 'changed'
    },
    lease: (ttlMs) => keptLease(gateway, clock, ttlMs),
    watch(prefix, heard, broken) {
      const after = listedAt.get(prefix) ?? null
      const moment = (news: StoreMoment): void => age?.heard(news)
      return followChanges(gateway, clock, { root: ROOT, prefix, after, heard, broken, moment })
    },
    close: () => exchange.close(),
  }
}

type Page = z.infer<typeof rangeSchema>

/** All at one revision, in pages: what changes meanwhile is told by a watch from there on. */
async function listed(gateway: Gateway, prefix: string) {
  const values: StoredValue[] = []
  const range_end = endOf(prefix)
  let key = encoded(prefix)
  let header: Page['header'] | null = null
  let most = PAGE
  let bytes = 0
  for (;;) {
    const pinned = header === null ? {} : { revision: String(header.revision) }
    const asking = gateway.ask('/v3/kv/range', { key, range_end, limit: String(most), ...pinned })
    const text = await (most > 1 ? asking.catch(nullWhere('too_large')) : asking)
    if (text === null) {
      most = Math.ceil(most / 10)
      continue
    }
    const page = understood(rangeSchema, text)
    header ??= page.header
    for (const found of page.kvs) values.push(storedValue(found, ROOT))
    bytes += text.length
    if (bytes > LIST_LIMIT_BYTES) raise('store_damaged')
    const last = values.at(-1)
    if (!page.more || last === undefined) return { values, header }
    key = encoded(`${ROOT}${last.key}\0`)
  }
}

/** For a refusal of that kind, which here is an answer; everything else is raised on. */
function nullWhere(detail: string): (thrown: unknown) => null {
  return (thrown) => {
    if (faultOf(thrown).params['detail'] !== detail) throw thrown
    return null
  }
}

function transactionOf(changes: readonly StoreChange[]): unknown {
  return {
    compare: changes.flatMap(({ key, readAt }) => {
      const of = encoded(ROOT + key)
      return comparisons(readAt).map((comparison) => ({ key: of, ...comparison }))
    }),
    success: changes.map(({ key, value, lease }) =>
      value === null
        ? { request_delete_range: { key: encoded(ROOT + key) } }
        : { request_put: { key: encoded(ROOT + key), value: encoded(value), ...(lease ? { lease } : {}) } },
    ),
  }
}

/** So much of a value goes along to be compared: signer and signature of a letter, which no other one has, stand in it. */
const COMPARED_BYTES = 256

/** A longer value is held against where the ones that begin like it begin and end; 0xff is in no text. */
function comparisons(readAt: ReadAt): readonly object[] {
  const isAtRevision = { target: 'MOD', mod_revision: String(readAt?.revision ?? 0), result: 'EQUAL' }
  if (readAt === null) return [isAtRevision]
  const bytes = Buffer.from(readAt.value, 'utf8')
  if (bytes.length <= COMPARED_BYTES)
    return [isAtRevision, { target: 'VALUE', value: bytes.toString('base64'), result: 'EQUAL' }]
  const beginning = bytes.subarray(0, COMPARED_BYTES - 1)
  const last = bytes[COMPARED_BYTES - 1] ?? 0
  const beside = (...end: number[]) => Buffer.concat([beginning, Buffer.from(end)]).toString('base64')
  return [
    isAtRevision,
    { target: 'VALUE', value: beside(last - 1, 0xff), result: 'GREATER' },
    { target: 'VALUE', value: beside(last + 1), result: 'LESS' },
  ]
}
