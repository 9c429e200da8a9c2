/** The items that one document lies in, as text. */
import type { Digest } from '../../../core/ports.ts'
import { BLANK } from './item-keychain.ts'

export type Slot = 'a' | 'b'
export const SLOTS = ['a', 'b'] as const

/** What the first item of a slot says: `2.NUMBER.COUNT.LENGTH.DIGEST.` and the beginning of the document. */
export type Head = {
  /** One more with each write: the higher one of the two slots is in force. */
  readonly number: number
  /** Items in this slot, this one included. */
  readonly count: number
  /** Letters of base64url in all items together. */
  readonly length: number
  readonly digest: string
  readonly piece: string
}

const HEAD = /^2\.(\d{1,15})\.(\d{1,6})\.(\d{1,9})\.([0-9a-f]{64})\.([\w-]*)$/
/** Room for the longest head. */
const HEAD_LENGTH = 100

/** A point never occurs in a key, so no item can be taken for another document's. */
export function pieceAccount(key: string, slot: Slot, number: number): string {
  return `${key}.${slot}.${number}`
}

export function otherSlot(slot: Slot): Slot {
  return slot === 'a' ? 'b' : 'a'
}

export function splitIntoItems(encoded: string, number: number, digest: Digest, pieceLength: number): string[] {
  const first = encoded.slice(0, pieceLength - HEAD_LENGTH)
  const rest: string[] = []
  for (let start = first.length; start < encoded.length; start += pieceLength) {
    rest.push(encoded.slice(start, start + pieceLength))
  }
  return [`2.${[number, rest.length + 1, encoded.length, digest(encoded), first].join('.')}`, ...rest]
}

/** `foreign` is a piece of the earlier layout, or what another program has put there. */
export function parseItem(text: string): Head | 'blank' | 'foreign' {
  if (text === BLANK) return 'blank'
  const found = HEAD.exec(text)
  if (!found) return 'foreign'
  const [, number, count, length, digest = '', piece = ''] = found
  return { number: Number(number), count: Number(count), length: Number(length), digest, piece }
}
