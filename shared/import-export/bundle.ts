import { z } from 'zod'
import { jsonIn } from '../encoding/json-text.ts'
import { raise } from '../fault.ts'
import { sealOf } from './sealed-file.ts'

/**
 * A sealed export for many workstations, signed by whoever made it: sealing alone proves no writer, since everybody who knows
 * the recipients can seal for them.
 */
export const BUNDLE_VERSION = 1

/** How a signer is written: Ed25519 public key, 32 bytes in base64url. */
export const SIGNER_PATTERN = /^evb-signer-[A-Za-z0-9_-]{43}$/
export const signerSchema = z.string().regex(SIGNER_PATTERN)

const bundleSchema = z.strictObject({
  everbearerBundle: z.literal(BUNDLE_VERSION),
  signer: signerSchema,
  /** When it was signed, UTC ms: an older one must not take back what a newer one brought. */
  signedAt: z.number().int().nonnegative(),
  /** Ed25519 in base64url, over `signedText`. */
  signature: z.string().max(200),
  /** The armour of an age file. */
  sealed: z.string(),
})

export type Bundle = z.infer<typeof bundleSchema>

/** Null for any other text. Raises export_newer, bundle_damaged. */
export function readBundle(text: string): Bundle | null {
  if (sealOf(text) !== 'bundle') return null
  const raw = jsonIn(text)
  const version = typeof raw === 'object' && raw !== null && 'everbearerBundle' in raw ? raw.everbearerBundle : null
  if (typeof version === 'number' && version > BUNDLE_VERSION) raise('export_newer', { version })
  return bundleSchema.safeParse(raw).data ?? raise('bundle_damaged')
}

/** What is signed: what it is for, when, and the file itself. */
export function signedText({ signedAt, sealed }: Pick<Bundle, 'signedAt' | 'sealed'>): string {
  return `everbearer-bundle-${BUNDLE_VERSION}\n${signedAt}\n${sealed}`
}
