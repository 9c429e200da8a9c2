import { raise } from '../../../../shared/fault.ts'
import { createSequencerByKey } from '../../../core/concurrency/sequencer-by-key.ts'
import type { Cancel, Clock, Digest, VaultBackend } from '../../../core/ports.ts'
import { cachedItems } from './cached-items.ts'
import { decodeText, encodeText } from './document-text.ts'
import { earlierLayout } from './earlier-layout.ts'
import { BLANK, type ItemStore } from './item-keychain.ts'
import { type Head, otherSlot, parseItem, pieceAccount, SLOTS, type Slot, splitIntoItems } from './slot-items.ts'

export type DocumentSlotsOptions = {
  readonly digest: Digest
  /** No item's value is longer. */
  readonly pieceLength: number
  readonly after: Clock['after']
  /** The document that every other one is listed in: it is marked, so that a program before this layout meets no empty vault. */
  readonly listKey?: string
}

export type DocumentSlots = Pick<VaultBackend, 'read' | 'write' | 'remove'> & {
  /** Blanks replaced slots now instead of after BLANK_AFTER_MS. */
  settle(): Promise<void>
}

/** A renewal writes twice within this time ("asked" and the reply); one blanking does for both. */
const BLANK_AFTER_MS = 1_000
/** Stands where the earlier layout had its head: an older program then says "damaged" and changes nothing. */
const LANDMARK = 'everbearer.2'

/**
 * Documents of any length over a store that takes only single-line items of limited length.
 *
 * A document lies in one of two slots, items `KEY.a.1` or `KEY.b.1`; on stores with short items it goes on in `KEY.a.2`, ….
 * Each write goes to the other slot with a number one higher, and the higher number is in force. The first item is written
 * last, so after a crash anywhere the old or the new document is whole. The replaced slot is blanked a moment later, in
 * place: a deleted item may live on in a recycle bin, an overwritten one does not.
 * Documents of the earlier layout are read where they are (earlier-layout.ts) and move to slots with their next write.
 */
export function documentSlots(store: ItemStore, options: DocumentSlotsOptions): DocumentSlots {
  return new Documents(store, options)
}

/** What lies in the slots of one document: the one in force, if any. */
type SlotHeads = {
  readonly heads: Readonly<Record<Slot, Head | 'blank' | 'foreign' | null>>
  readonly live: Slot | null
}

/** The items of a slot from its first on. */
type SlotItems = { readonly slot: Slot; readonly count: number }

class Documents implements DocumentSlots {
  readonly #store: ItemStore
  readonly #options: DocumentSlotsOptions
  readonly #earlier: ReturnType<typeof earlierLayout>
  /** Otherwise a read could see one slot from before a write and the other from after it, and report damage. */
  readonly #inTurn = createSequencerByKey()
  /** Keys whose slots are known to hold no leftover pieces of an interrupted write. */
  readonly #tidyKeys = new Set<string>()
  readonly #blankTimers = new Map<string, Cancel>()

  constructor(store: ItemStore, options: DocumentSlotsOptions) {
    this.#store = store
    this.#options = options
    this.#earlier = earlierLayout(store, options.digest)
  }

  read(key: string): Promise<string | null> {
    return this.#inTurn(key, () => this.#read(key))
  }

  write(key: string, value: string): Promise<void> {
    return this.#inTurn(key, () => this.#write(key, value))
  }

  remove(key: string): Promise<void> {
    return this.#inTurn(key, () => this.#remove(key))
  }

  async settle(): Promise<void> {
    for (const key of [...this.#blankTimers.keys()]) {
      await this.#inTurn(key, () => this.#blankOld(key)).catch(() => undefined)
    }
  }

  async #read(key: string): Promise<string | null> {
    const { heads, live } = await this.#readHeads(key)
    if (live === null) return this.#withoutSlots(key, heads)
    const head = heads[live]
    const rest = heads[otherSlot(live)]
    if (!isHead(head)) return null
    // A text that is not ours in the other slot: it may have replaced the newer document.
    if (rest === 'foreign' && (await this.#earlier.slot(key)) !== otherSlot(live)) raise('vault_damaged', { key })
    if (isHead(rest)) this.#blankSoon(key)
    const accounts = Array.from({ length: head.count - 1 }, (_, index) => pieceAccount(key, live, index + 2))
    const pieces = accounts.length === 0 ? [] : await this.#store.get(accounts)
    const encoded = [head.piece, ...pieces].join('')
    const isWhole = !pieces.includes(null) && encoded.length === head.length
    if (!isWhole || this.#options.digest(encoded) !== head.digest) raise('vault_damaged', { key })
    return decodeText(encoded) ?? raise('vault_damaged', { key })
  }

  /** No slot in force: a document of the earlier layout, no document, or damage. */
  async #withoutSlots(key: string, heads: SlotHeads['heads']): Promise<string | null> {
    const [text = null] = await this.#store.get([key])
    if (text === LANDMARK) raise('vault_damaged', { key })
    if (text !== null && text !== BLANK) return this.#earlier.read(key, text)
    const states = [heads.a, heads.b]
    const isNone = states.every((state) => state === null) || states.every((state) => state === 'blank')
    return isNone ? null : raise('vault_damaged', { key })
  }

  async #write(key: string, value: string): Promise<void> {
    const wasTidy = this.#tidyKeys.delete(key)
    const store = wasTidy ? this.#store : cachedItems(this.#store)
    // Fill the cache with one call.
    if (!wasTidy) await store.get([...SLOTS.flatMap((slot) => [1, 2].map((n) => pieceAccount(key, slot, n))), key])
    const { heads, live } = await this.#readHeads(key, store)
    const target = await this.#replace(key, value, { heads, live }, store)
    const replaced = heads[target.slot]
    await this.#discardPieces(key, target, isHead(replaced) ? replaced.count : 0, wasTidy ? 'tidy' : 'look', store)
    if (!wasTidy) {
      await this.#removeEarlierLayout(key, target.slot, store)
      const slot = otherSlot(target.slot)
      const idle = heads[slot]
      await this.#discardPieces(key, { slot, count: isHead(idle) ? idle.count : 1 }, 0, 'look', store)
    }
    this.#tidyKeys.add(key)
    this.#blankSoon(key)
  }

  /** Puts the text into the slot that is not in force, which then is. */
  async #replace(key: string, value: string, { heads, live }: SlotHeads, store: ItemStore): Promise<SlotItems> {
    const { digest, pieceLength } = this.#options
    const before = live === null ? await earlierLayout(store, digest).slot(key) : live
    const head = live === null ? null : heads[live]
    const slot = before === null ? 'a' : otherSlot(before)
    const items = splitIntoItems(encodeText(value), (isHead(head) ? head.number : 0) + 1, digest, pieceLength)
    const accounts = items.map((_, index) => pieceAccount(key, slot, index + 1))
    // Upwards, so that a crash leaves an unbroken run; and the first item last, since it brings the others into force.
    for (const index of [...items.keys()].slice(1).concat(0)) {
      await store.set(accounts[index] ?? '', items[index] ?? '')
    }
    const readBack = await store.get(accounts)
    // Some keyrings report success and store something else.
    if (readBack.some((text, index) => text !== items[index])) raise('vault_denied', { why: 'not_kept' })
    return { slot, count: items.length }
  }

  /** Its head goes last: without it, nobody could tell whose the pieces are. */
  async #removeEarlierLayout(key: string, target: Slot, store: ItemStore): Promise<void> {
    await earlierLayout(store, this.#options.digest).discardPieces(key, otherSlot(target))
    const [head = null] = await store.get([key])
    if (key !== this.#options.listKey) return head === null ? undefined : store.discard(key)
    if (head !== LANDMARK) await store.set(key, LANDMARK)
  }

  /** Also finishes an interrupted remove. The slot in force goes last: until then the document is there. */
  async #remove(key: string): Promise<void> {
    this.#blankTimers.get(key)?.()
    this.#blankTimers.delete(key)
    this.#tidyKeys.delete(key)
    const { heads, live } = await this.#readHeads(key)
    for (const slot of SLOTS) if (heads[slot] === 'foreign') await this.#earlier.discardPieces(key, slot)
    await this.#store.discard(key)
    const last = live ?? 'b'
    for (const slot of [otherSlot(last), last]) {
      const head = heads[slot]
      if (head !== null) await this.#store.discard(pieceAccount(key, slot, 1))
      await this.#discardPieces(key, { slot, count: 1 }, isHead(head) ? head.count : 0, 'look')
    }
  }

  async #readHeads(key: string, store = this.#store): Promise<SlotHeads> {
    const texts = await store.get(SLOTS.map((slot) => pieceAccount(key, slot, 1)))
    const [a = null, b = null] = texts.map((text) => (text === null ? null : parseItem(text)))
    const number = (found: typeof a) => (isHead(found) ? found.number : 0)
    const live = number(a) === 0 && number(b) === 0 ? null : number(a) >= number(b) ? 'a' : 'b'
    return { heads: { a, b }, live }
  }

  /** Discards pieces `count + 1` to `known` and, with `look`, those found above them; the last one first. */
  async #discardPieces(
    key: string,
    { slot, count }: SlotItems,
    known: number,
    above: 'tidy' | 'look',
    store = this.#store,
  ) {
    let last = Math.max(known, count)
    const isThere = async (number: number) => (await store.get([pieceAccount(key, slot, number)]))[0] !== null
    while (above === 'look' && (await isThere(last + 1))) last++
    for (let number = last; number > count; number--) await store.discard(pieceAccount(key, slot, number))
  }

  #blankSoon(key: string): void {
    this.#blankTimers.get(key)?.()
    const blank = () => void this.#inTurn(key, () => this.#blankOld(key)).catch(() => undefined)
    this.#blankTimers.set(key, this.#options.after(BLANK_AFTER_MS, blank))
  }

  async #blankOld(key: string): Promise<void> {
    this.#blankTimers.get(key)?.()
    this.#blankTimers.delete(key)
    const { heads, live } = await this.#readHeads(key)
    const old = live === null ? null : heads[otherSlot(live)]
    if (live === null || !isHead(old)) return
    const wasTidy = this.#tidyKeys.delete(key)
    await this.#store.set(pieceAccount(key, otherSlot(live), 1), BLANK)
    await this.#discardPieces(key, { slot: otherSlot(live), count: 1 }, old.count, 'tidy')
    if (wasTidy) this.#tidyKeys.add(key)
  }
}

function isHead(found: Head | 'blank' | 'foreign' | null | undefined): found is Head {
  return typeof found === 'object' && found !== null
}
