/**
 * Documents as they were written before there were two slots: a head item `KEY` (`1.SLOT.COUNT.LENGTH.DIGEST`) and items
 * `KEY.a.1`, `KEY.a.2`, … (or slot b) with base64url of its UTF-8. They are read for as long as somebody may have them.
 */
import { raise } from '../../../../shared/fault.ts'
import type { Digest } from '../../../core/ports.ts'
import { decodeText } from './document-text.ts'
import type { ItemStore } from './item-keychain.ts'
import { parseItem, pieceAccount, type Slot } from './slot-items.ts'

type EarlierHead = { readonly slot: Slot; readonly count: number; readonly length: number; readonly digest: string }

export function earlierLayout(store: ItemStore, digest: Digest) {
  async function readHead(key: string): Promise<EarlierHead | null> {
    const [text = null] = await store.get([key])
    return text === null ? null : parseHead(text)
  }

  return {
    /** Which slot the head names; null when there is no such document. */
    slot: async (key: string): Promise<Slot | null> => (await readHead(key))?.slot ?? null,

    async read(key: string, headText: string): Promise<string> {
      const head = parseHead(headText) ?? raise('vault_damaged', { key })
      const accounts = Array.from({ length: head.count }, (_, index) => pieceAccount(key, head.slot, index + 1))
      const pieces = await store.get(accounts)
      const encoded = pieces.join('')
      const isWhole = !pieces.includes(null) && encoded.length === head.length
      if (!isWhole || digest(encoded) !== head.digest) raise('vault_damaged', { key })
      return decodeText(encoded) ?? raise('vault_damaged', { key })
    },

    /** Only what is of this layout; the slots of the next one have the same names. */
    async discardPieces(key: string, slot: Slot): Promise<void> {
      const [text = null] = await store.get([pieceAccount(key, slot, 1)])
      if (text === null || parseItem(text) !== 'foreign') return
      let last = 1
      while ((await store.get([pieceAccount(key, slot, last + 1)]))[0] !== null) last++
      for (let number = last; number > 0; number--) await store.discard(pieceAccount(key, slot, number))
    },
  }
}

function parseHead(text: string): EarlierHead | null {
  const found = /^1\.([ab])\.(\d{1,6})\.(\d{1,9})\.([0-9a-f]{64})$/.exec(text)
  if (!found) return null
  const [, slot, count, length, digest = ''] = found
  return { slot: slot === 'b' ? 'b' : 'a', count: Number(count), length: Number(length), digest }
}
