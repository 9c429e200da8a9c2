import { z } from 'zod'
import { type Fault, fault } from '../fault.ts'
import { faultSchema } from '../faults/fault-schema.ts'
import { isoUtc } from '../time/instant.ts'
import { momentSchema } from '../time/moment-schema.ts'

/** The last test of a connection, whole: what was asked, what came, what it proved, and with which tokens. */

export const verdictSchema = z.enum(['yes', 'no', 'unknown'])

/** One question of a test and how it was answered. */
export const testStepSchema = z.object({
  name: z.string(),
  url: z.string(),
  status: z.number().nullable(),
  tookMs: z.number(),
  fault: faultSchema.nullable(),
  /** By which way it went, by fact; absent for the direct one, by what the system trusts. */
  via: z.record(z.string(), z.string()).optional(),
})

const verdicts = {
  reached: verdictSchema,
  tokenAccepted: verdictSchema,
  canRenew: verdictSchema,
  /** Of the tokens that were tried; null where it is not known, or where the settings have changed since. */
  generation: z.number().nullable(),
  fault: faultSchema.nullable(),
  steps: z.array(testStepSchema),
}

/** As it stands in the document. */
export const lastTestSchema = z.object({ at: momentSchema, ...verdicts })

/** As a person or program sees it; `current`: it was about the very tokens and settings that are there now. */
export const lastTestViewSchema = z.object({ at: z.string(), ...verdicts, current: z.boolean() })

export type LastTest = z.infer<typeof lastTestSchema>
export type LastTestView = z.infer<typeof lastTestViewSchema>

/** The part of a document that this looks at. */
type Tested = { readonly validated: LastTest | null; readonly tokens: { readonly generation: number } | null }
type Renewed = { readonly lastRenewal: { readonly at: number; readonly outcome: string } | null }

function isCurrent({ validated, tokens }: Tested): boolean {
  return validated !== null && validated.generation === (tokens?.generation ?? 0)
}

/** The server's "no" to the access token that is there now, found by a test; null until something newer is known. */
export function testRefusalOf(connection: Tested): Fault | null {
  const { validated } = connection
  if (validated?.tokenAccepted !== 'no' || !isCurrent(connection)) return null
  return validated.fault ?? fault('token_rejected')
}

/** The server took this very access token, later than any report of a program against it. */
export function wasAccepted(connection: Tested): boolean {
  return connection.validated?.tokenAccepted === 'yes' && isCurrent(connection)
}

/** A renewal after the test has tried what the test could not, or shown that it no longer works. */
export function lastTestView(connection: Tested & Renewed): LastTestView | null {
  const { validated, lastRenewal } = connection
  if (validated === null) return null
  const since = lastRenewal !== null && lastRenewal.at >= validated.at ? lastRenewal.outcome : null
  const canRenew = since === 'renewed' ? 'yes' : since === 'refused' ? 'no' : validated.canRenew
  return { ...validated, canRenew, at: isoUtc(validated.at), current: isCurrent(connection) }
}
