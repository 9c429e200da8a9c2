import { z } from 'zod'
import { jsonIn } from '../../../../shared/encoding/json-text.ts'
import { faultOf, raise } from '../../../../shared/fault.ts'
import type { Digest } from '../../ports.ts'
import type { StoredValue } from '../shared-store.ts'
import { type LetterParts, openLetter, type Reader, writeLetter } from './letters.ts'
import { keysOf, type MemberList, recipientsOf } from './member-list.ts'
import type { Members } from './members.ts'
import { isTakeable } from './shareable.ts'

export const DOCUMENTS = 'documents/'
/** The marks of renewals (electron/core/fleet/marks/turn-marks.ts). */
export const RENEWALS = 'renewals/'
export const SEEN = 'seen/'

const envelopeSchema = z.object({ key: z.string(), number: z.int().positive(), value: z.string() })

/** A document in its letter: bound to its name, and counted with each write. */
export type Envelope = z.infer<typeof envelopeSchema>

/** Between this workstation and the others: what is sealed for all members, and what is taken of any of them. */
export type Seals = {
  /** Where a document lies in the store: a name that tells nothing. */
  placeOf(key: string): Promise<string>
  /** Of a place that was asked for before. */
  keyAt(place: string): string | undefined
  seal(name: string, text: string): Promise<string>
  /** By any of the members, and of one more where one is just being left out. Raises what openLetter raises. */
  open(name: string, letter: string, besides?: string): Promise<string>
  sealDocument(document: Envelope): Promise<string>
  openDocument(stored: StoredValue): Promise<Envelope>
}

export type SealsParts = { readonly letters: LetterParts; readonly members: Members; readonly digest: Digest }

export function createSeals({ letters, members, digest }: SealsParts): Seals {
  const keys = new Map<string, string>()

  async function placeOf(key: string): Promise<string> {
    const { fleet } = await members.known()
    const place = DOCUMENTS + digest(`${fleet}\n${key}`).slice(0, 32)
    keys.set(place, key)
    return place
  }

  async function seal(name: string, text: string): Promise<string> {
    return writeLetter(letters, name, text, recipientsOf(await members.current()))
  }

  async function open(name: string, letter: string, besides?: string): Promise<string> {
    const reader = (list: MemberList) => ({
      isKnown: (signer: string) => signer === besides || list.members.some((member) => member.signer === signer),
      keys: keysOf(list, letters.own.identity),
    })
    try {
      return await openLetter(letters, name, letter, reader(await members.known()))
    } catch (thrown) {
      // Somebody may have joined since the list was read, or been left out.
      if (!/^(letter_stranger|not_a_member)$/.test(faultOf(thrown).code)) throw thrown
      return openedAnew(name, letter, reader(await members.refresh()))
    }
  }

  /** By the newest list: sealed for none of its keys, it is nothing that anybody can read. */
  async function openedAnew(name: string, letter: string, reader: Reader): Promise<string> {
    return openLetter(letters, name, letter, reader).catch((thrown: unknown) =>
      faultOf(thrown).code === 'not_a_member' ? raise('store_damaged', { key: name }) : Promise.reject(thrown),
    )
  }

  return {
    placeOf,
    keyAt: (place) => keys.get(place),
    seal,
    open,
    sealDocument: async (document) => seal(await placeOf(document.key), JSON.stringify(document)),
    async openDocument({ key: place, value }) {
      const text = await open(place, value)
      const envelope = envelopeSchema.safeParse(jsonIn(text)).data ?? raise('store_damaged', { key: place })
      if (!(await isTakeable(envelope.key, envelope.value))) raise('store_damaged', { key: place })
      return (await placeOf(envelope.key)) === place ? envelope : raise('letter_unsigned', { key: place })
    },
  }
}
