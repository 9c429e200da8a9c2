import { z } from 'zod'
import { jsonIn } from '../../../../shared/encoding/json-text.ts'
import { raise } from '../../../../shared/fault.ts'
import type { StoredValue, StoreNotice } from '../../../core/fleet/shared-store.ts'
import type { StoreMoment } from '../../../core/fleet/store/store-age.ts'

/**
 * What etcd's gateway says (etcd 3.4, its api/etcdserverpb/rpc.proto as JSON): keys and values in base64, numbers of 64 bits
 * as text, and whatever is zero, false or empty is left out.
 */

/** A revision that JavaScript cannot hold exactly would break every comparison. */
const revisionSchema = z.string().regex(/^\d+$/).transform(Number).refine(Number.isSafeInteger).default(0)

const keyValueSchema = z.object({
  key: z.string().default(''),
  value: z.string().default(''),
  mod_revision: revisionSchema,
  /** Stays text: a lease uses all 64 bits and is only passed back. */
  lease: z.string().default('0'),
})

const headerSchema = z.object({ cluster_id: z.string().default(''), revision: revisionSchema })

/** Which store an answer is from, and at which revision. */
export const toMoment = ({ cluster_id, revision }: z.infer<typeof headerSchema>): StoreMoment => ({
  cluster: cluster_id,
  revision,
})

export const rangeSchema = z.object({
  header: headerSchema,
  kvs: z.array(keyValueSchema).default([]),
  more: z.boolean().default(false),
})

export const transactionSchema = z.object({ header: headerSchema, succeeded: z.boolean().default(false) })

export const grantSchema = z.object({ ID: z.string(), TTL: z.string().transform(Number) })

/** `TTL` is left out where there is no such lease any more. */
export const keepAliveSchema = z.object({ result: z.object({ TTL: z.string().transform(Number).default(0) }) })

export const tokenSchema = z.object({ token: z.string() })

export const watchSchema = z.object({
  result: z.object({
    header: headerSchema.default({ cluster_id: '', revision: 0 }),
    created: z.boolean().default(false),
    canceled: z.boolean().default(false),
    compact_revision: revisionSchema,
    cancel_reason: z.string().default(''),
    events: z.array(z.object({ type: z.string().default('PUT'), kv: keyValueSchema })).default([]),
  }),
})

export const refusalSchema = z.object({ message: z.string().default(''), code: z.int() })

/** Raises store_damaged for anything of another shape. */
export function parseAnswer<Shape extends z.ZodType>(schema: Shape, text: string): z.infer<Shape> {
  return schema.safeParse(jsonIn(text)).data ?? raise('store_damaged')
}

export const toBase64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64')

const fromBase64 = (text: string): string => Buffer.from(text, 'base64').toString('utf8')

/** The range end for keys with `prefix`: the prefix with its last byte one higher. All our keys are ASCII. */
export function rangeEnd(prefix: string): string {
  const last = prefix.charCodeAt(prefix.length - 1)
  return toBase64(prefix.slice(0, -1) + String.fromCharCode(last + 1))
}

type KeyValue = z.infer<typeof keyValueSchema>

export function toStoredValue({ key, value, mod_revision, lease }: KeyValue, root: string): StoredValue {
  const name = fromBase64(key).slice(root.length)
  return { key: name, value: fromBase64(value), revision: mod_revision, lease: lease === '0' ? null : lease }
}

export function toNotice(event: { readonly type: string; readonly kv: KeyValue }, root: string): StoreNotice {
  const { key, value, revision } = toStoredValue(event.kv, root)
  const removed = event.type === 'DELETE'
  return { kind: removed ? 'removed' : 'put', key, value: removed ? null : value, revision }
}
