import { textFromBase64url, textToBase64url } from '../../shared/base64url.ts'
import { raise } from '../../shared/fault.ts'
import type { Digest, ItemStore, VaultBackend } from './ports.ts'
import { turns } from './turns.ts'

export type Documents = Pick<VaultBackend, 'read' | 'write' | 'remove'>

/** Windows takes 2,560 bytes an entry and stores two bytes a letter: 1,280 letters; the rest is left as a margin. */
export const PIECE_LENGTH = 1_200

/** A document's pieces lie in slot a or b; the next write uses the other one, so that the old document stays whole. */
type Slot = 'a' | 'b'
type Head = { slot: Slot; count: number; length: number; digest: string }

/**
 * Documents of any length over a store that takes only short single-line items.
 *
 * A document KEY is one head item `KEY` and items `KEY.a.1`, `KEY.a.2`, … (or slot b) with base64url of its UTF-8.
 * A write puts all pieces into the free slot, then switches the head, then deletes the old pieces: stopped anywhere,
 * the head names a whole document, old or new. Pieces are written upwards and deleted downwards, so what a crash leaves
 * behind is always an unbroken run from 1 and the next write or remove finds and deletes it.
 */
export function documentsInPieces(store: ItemStore, digest: Digest, pieceLength: number = PIECE_LENGTH): Documents {
  // Without turns a read could meet the head from before a write and its pieces from after it, and cry damage.
  const inTurn = turns()
  /** Keys whose other pieces are known to be gone; spares two look-ups a write. */
  const tidy = new Set<string>()

  async function read(key: string): Promise<string | null> {
    const text = await store.get(key)
    if (text === null) return null
    const head = headFrom(text) ?? raise('vault_damaged', { key })
    const pieces: string[] = []
    for (let number = 1; number <= head.count; number++) {
      pieces.push((await store.get(account(key, head.slot, number))) ?? raise('vault_damaged', { key }))
    }
    const encoded = pieces.join('')
    if (encoded.length !== head.length || digest(encoded) !== head.digest) raise('vault_damaged', { key })
    return textFromBase64url(encoded) ?? raise('vault_damaged', { key })
  }

  async function write(key: string, value: string): Promise<void> {
    const encoded = textToBase64url(value)
    const pieces = cut(encoded, pieceLength)
    const before = await store.get(key)
    const old = before === null ? null : headFrom(before)
    const slot = old?.slot === 'a' ? 'b' : 'a'
    const wasTidy = tidy.delete(key)
    for (const [index, piece] of pieces.entries()) await store.set(account(key, slot, index + 1), piece)
    await store.set(key, textOf({ slot, count: pieces.length, length: encoded.length, digest: digest(encoded) }))
    await deletePieces(key, other(slot), 0, old?.count ?? 0, wasTidy)
    await deletePieces(key, slot, pieces.length, pieces.length, wasTidy)
    tidy.add(key)
  }

  /** Also sweeps up after a remove that was cut short: the head goes first, so such a key reads as absent. */
  async function remove(key: string): Promise<void> {
    const text = await store.get(key)
    const head = text === null ? null : headFrom(text)
    tidy.delete(key)
    if (text !== null) await store.delete(key)
    for (const slot of ['a', 'b'] as const) {
      await deletePieces(key, slot, 0, head?.slot === slot ? head.count : 0, false)
    }
  }

  /** Deletes pieces `keep + 1` to `known` and, unless the key is tidy, the run that lies above them; the last one first. */
  async function deletePieces(key: string, slot: Slot, keep: number, known: number, isTidy: boolean): Promise<void> {
    let last = known
    while (!isTidy && (await store.get(account(key, slot, last + 1))) !== null) last++
    for (let number = last; number > keep; number--) await store.delete(account(key, slot, number))
  }

  return {
    read: (key) => inTurn(key, () => read(key)),
    write: (key, value) => inTurn(key, () => write(key, value)),
    remove: (key) => inTurn(key, () => remove(key)),
  }
}

/** A point never occurs in a key, so no piece can be taken for another document's head. */
function account(key: string, slot: Slot, number: number): string {
  return `${key}.${slot}.${number}`
}

function other(slot: Slot): Slot {
  return slot === 'a' ? 'b' : 'a'
}

function cut(text: string, length: number): string[] {
  const pieces: string[] = []
  for (let start = 0; start < text.length; start += length) pieces.push(text.slice(start, start + length))
  return pieces
}

function textOf(head: Head): string {
  return ['1', head.slot, head.count, head.length, head.digest].join('.')
}

function headFrom(text: string): Head | null {
  const found = /^1\.([ab])\.(\d{1,6})\.(\d{1,9})\.([0-9a-f]{64})$/.exec(text)
  if (!found) return null
  const [, slot, count, length, digest = ''] = found
  return { slot: slot === 'b' ? 'b' : 'a', count: Number(count), length: Number(length), digest }
}
