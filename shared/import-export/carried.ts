import { z } from 'zod'
import type { Connection } from '../connections/connection.ts'
import { type NetworkChange, networkChangeOf, networkChangeSchema } from '../connections/network.ts'
import { warning } from '../entry/mistake.ts'
import { raise } from '../fault.ts'
import type { Mistake } from '../systems/system.ts'
import { type IdToken, idTokenSchema } from '../tokens/id-token.ts'
import type { ImportedEntry } from './entry-from-labels.ts'

/**
 * What a sealed file holds of a connection beside the JSON of `add`, under `carried`: by which way its calls travel, and
 * the ID token. The one is taken for a connection that is new here, and only where a person outside of any page brings the
 * file (tests/doors/powers.ts); the other for a new one, since each renewal brings the next.
 */
const carriedSchema = z.strictObject({
  network: networkChangeSchema.optional(),
  idToken: idTokenSchema.optional(),
})

export type Carried = { readonly network?: NetworkChange | undefined; readonly idToken?: IdToken | undefined }

/** Reveals secrets, since the file is sealed before it leaves the keeper. Null when there is nothing to carry. */
export function writeCarried({ network, tokens }: Connection): object | null {
  const { idToken = null } = tokens ?? {}
  if (network === null && idToken === null) return null
  return {
    ...(network === null ? {} : { network: networkChangeOf(network) }),
    ...(idToken === null ? {} : { idToken: { ...idToken, secret: idToken.secret.reveal() } }),
  }
}

/** The JSON of `add` alone, and what was beside it. Raises bad_shape. */
export function splitCarried({ carried, ...entry }: ImportedEntry): { entry: ImportedEntry; carried: Carried } {
  if (carried === undefined) return { entry, carried: {} }
  const reading = carriedSchema.safeParse(carried)
  return reading.success ? { entry, carried: reading.data } : raise('bad_shape', { where: 'carried' })
}

/** Tells, before and after an import, what happens to the carried network settings. */
export function carriedRemarks({ network }: Carried, name: string, isTaken: boolean): Mistake[] {
  if (network === undefined) return []
  // A fault names no user or password, however the proxy was written.
  const url = network.proxy?.url ?? ''
  const proxy = url.slice(url.lastIndexOf('@') + 1).replace(/^https?:\/\//, '')
  const params = { name, ...(proxy === '' ? {} : { proxy }) }
  return [warning('network', isTaken ? 'import_network_taken' : 'import_network_left', params)]
}
