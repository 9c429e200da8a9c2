import { z } from 'zod'
import { jsonIn } from '../../../../shared/encoding/json-text.ts'
import { raise } from '../../../../shared/fault.ts'
import { SIGNER_PATTERN } from '../../../../shared/import-export/bundle.ts'
import { Secret } from '../../../../shared/secret.ts'
import type { Identities, Sealing } from '../../ports.ts'
import { type Appointment, appointmentSchema, MOST_APPOINTMENTS } from './appointments.ts'

/**
 * What lies in the shared store: sealed for the workstations that may read it, and signed by the one that wrote it. The
 * signature covers the key as well, so that whoever runs the store cannot put one letter in the place of another.
 */
const LETTER_VERSION = 1

const letterSchema = z.strictObject({
  everbearerLetter: z.literal(LETTER_VERSION),
  signer: z.string().regex(SIGNER_PATTERN),
  /** Ed25519 in base64url, over `signedText`. */
  signature: z.string().max(200),
  /** The armour of an age file. */
  sealed: z.string(),
  /** Beside a list of members; each is signed by itself. */
  appointments: z.array(appointmentSchema).max(MOST_APPOINTMENTS).optional(),
})

/** This workstation, as it is known to the others (electron/core/enrolment/enrolment.ts). */
export type Own = {
  readonly identity: Secret
  readonly recipient: string
  readonly signingKey: Secret
  readonly signer: string
}

export type LetterParts = {
  readonly sealing: Pick<Sealing, 'seal' | 'open'>
  readonly identities: Identities
  readonly own: Own
}

export async function writeLetter(
  { sealing, identities, own }: LetterParts,
  key: string,
  text: string,
  recipients: readonly string[],
  appointments: readonly Appointment[] = [],
): Promise<string> {
  const sealed = await sealing.seal(new Secret(text), { recipients })
  const signature = identities.sign(signedText(key, sealed), own.signingKey)
  const letter = { everbearerLetter: LETTER_VERSION, signer: own.signer, signature, sealed }
  return JSON.stringify(appointments.length === 0 ? letter : { ...letter, appointments })
}

/** What anybody can read of a letter; null for what is none. Believe its signer only once it has been opened. */
export function outsideOf(letter: string): { signer: string; appointments: readonly Appointment[] } | null {
  const read = letterSchema.safeParse(jsonIn(letter)).data
  return read === undefined ? null : { signer: read.signer, appointments: read.appointments ?? [] }
}

/** Who is believed, and with what it may be open; each identity is tried in its order. */
export type Reader = { readonly isKnown: (signer: string) => boolean; readonly keys: readonly Secret[] }

/**
 * What it says. Raises letter_unsigned {key} for what is no signed letter of that key, letter_stranger {signer} where
 * somebody wrote it whom `isKnown` does not know, and not_a_member where it is sealed for others.
 */
export async function openLetter(
  { sealing, identities }: LetterParts,
  key: string,
  letter: string,
  { isKnown, keys }: Reader,
): Promise<string> {
  const { signer, signature, sealed } = letterSchema.safeParse(jsonIn(letter)).data ?? raise('letter_unsigned', { key })
  if (!identities.verify(signedText(key, sealed), signature, signer)) raise('letter_unsigned', { key })
  if (!isKnown(signer)) raise('letter_stranger', { signer })
  for (const identity of keys) {
    const opened = await sealing.open(sealed, identity).catch(() => null)
    if (opened !== null) return opened.reveal()
  }
  return raise('not_a_member')
}

function signedText(key: string, sealed: string): string {
  return `everbearer-letter-${LETTER_VERSION}\n${key}\n${sealed}`
}
