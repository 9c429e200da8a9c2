import { z } from 'zod'
import { SIGNER_PATTERN } from '../../../../shared/import-export/bundle.ts'
import type { Secret } from '../../../../shared/secret.ts'
import type { Identities } from '../../ports.ts'

const signer = z.string().regex(SIGNER_PATTERN)

/**
 * The word of one who signs the list of members that another may sign it as well. It lies beside the list's letter, open, so that
 * whoever was away for long, or is left out by that other one, still sees by whose right the list was signed.
 */
export const appointmentSchema = z.strictObject({
  by: signer,
  signer,
  /** Ed25519 in base64url, over `signedText`. */
  signature: z.string().max(200),
})

export type Appointment = z.infer<typeof appointmentSchema>

/** Of those that are kept; whoever has missed more of them is told by a person whom to follow. */
export const MOST_APPOINTMENTS = 100

/** `fleet` is what the list says of itself: no word counts in another fleet of the same workstation. */
export function appointment(
  identities: Pick<Identities, 'sign'>,
  own: { readonly signer: string; readonly signingKey: Secret },
  fleet: string,
  signer: string,
): Appointment {
  return { by: own.signer, signer, signature: identities.sign(signedText(fleet, signer), own.signingKey) }
}

/** Those, and whoever has their word, or the word of one who has it; of the dismissed nobody, whatever word they were given before. */
export function appointedBy(
  identities: Pick<Identities, 'verify'>,
  fleet: string,
  first: readonly string[],
  appointments: readonly Appointment[],
  dismissed: readonly string[] = [],
): ReadonlySet<string> {
  const valid = appointments.filter(
    ({ by, signer, signature }) =>
      !dismissed.includes(signer) && identities.verify(signedText(fleet, signer), signature, by),
  )
  const reached = new Set(first)
  for (let before = -1; before < reached.size; ) {
    before = reached.size
    for (const { by, signer } of valid) if (reached.has(by)) reached.add(signer)
  }
  return reached
}

const signedText = (fleet: string, signer: string): string => `everbearer-appointment-1\n${fleet}\n${signer}`
