import { raise } from '../../../../shared/fault.ts'
import { createSequencerByKey } from '../../../core/concurrency/sequencer-by-key.ts'
import type { Cancel, Clock, Digest, VaultBackend } from '../../../core/ports.ts'
import { encodedText, textIn } from './document-text.ts'
import { earlierLayout } from './earlier-layout.ts'
import { BLANK, type ItemStore } from './item-keychain.ts'
import { rememberedItems } from './remembered-items.ts'
import { type Head, itemsOf, other, pieceAccount, SLOTS, type Slot, slotIn } from './slot-items.ts'

export type DocumentSlotsOptions = {
  readonly digest: Digest
  /** No item's value is longer. */
  readonly pieceLength: number
  readonly after: Clock['after']
  /** The document that every other one is listed in: it is marked, so that a program before this layout meets no empty vault. */
  readonly listKey?: string
}

export type DocumentSlots = Pick<VaultBackend, 'read' | 'write' | 'remove'> & {
  /** Blanks what would be blanked a little later. */
  settle(): Promise<void>
}

/** A renewal writes twice within this time: "asked" and the reply. Only what is left then has to be blanked. */
const BLANK_AFTER_MS = 1_000
/** In the place of the head of the layout before: whoever knows only that one says "damaged", and leaves all as it is. */
const LANDMARK = 'everbearer.2'

/**
 * Documents of any length over a store that takes only single-line items of limited length.
 *
 * A document lies in one of two slots, items `KEY.a.1` or `KEY.b.1`; on stores with short items it goes on in `KEY.a.2`, ….
 * Each write takes the other slot and a number one higher; its first item is written last, and is what brings the document
 * into force: stopped anywhere, the old or the new one is whole. The higher number counts. What it has replaced is blanked
 * a moment later, in place: an item that is deleted may live on in a recycle bin, and one that is overwritten does not.
 * Documents of the layout before are read where they are (earlier-layout.ts), and take this one with their next write.
 */
export function documentSlots(store: ItemStore, options: DocumentSlotsOptions): DocumentSlots {
  return new Documents(store, options)
}

/** What lies in the slots of one document: the one in force, if any. */
type Found = { readonly heads: Readonly<Record<Slot, Head | 'blank' | 'foreign' | null>>; readonly live: Slot | null }

/** The items of a slot from its first on. */
type Run = { readonly slot: Slot; readonly count: number }

class Documents implements DocumentSlots {
  readonly #store: ItemStore
  readonly #options: DocumentSlotsOptions
  readonly #earlier: ReturnType<typeof earlierLayout>
  /** Without turns a read could meet one slot from before a write and the other from after it, and report damage. */
  readonly #inTurn = createSequencerByKey()
  /** Keys whose slots are known to end where their heads say: nothing is left over of a write that was cut short. */
  readonly #tidy = new Set<string>()
  readonly #blanking = new Map<string, Cancel>()

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
    for (const key of [...this.#blanking.keys()]) {
      await this.#inTurn(key, () => this.#blankOld(key)).catch(() => undefined)
    }
  }

  async #read(key: string): Promise<string | null> {
    const { heads, live } = await this.#find(key)
    if (live === null) return this.#withoutSlots(key, heads)
    const head = heads[live]
    const rest = heads[other(live)]
    if (!isHead(head)) return null
    // Somebody else's text in the place of a document: it may have been the newer one of the two.
    if (rest === 'foreign' && (await this.#earlier.slot(key)) !== other(live)) raise('vault_damaged', { key })
    if (isHead(rest)) this.#blankSoon(key)
    const accounts = Array.from({ length: head.count - 1 }, (_, index) => pieceAccount(key, live, index + 2))
    const pieces = accounts.length === 0 ? [] : await this.#store.get(accounts)
    const encoded = [head.piece, ...pieces].join('')
    const isWhole = !pieces.includes(null) && encoded.length === head.length
    if (!isWhole || this.#options.digest(encoded) !== head.digest) raise('vault_damaged', { key })
    return textIn(encoded) ?? raise('vault_damaged', { key })
  }

  /** A document of the layout before; none; or one whose slots somebody has emptied. */
  async #withoutSlots(key: string, heads: Found['heads']): Promise<string | null> {
    const [text = null] = await this.#store.get([key])
    if (text === LANDMARK) raise('vault_damaged', { key })
    if (text !== null && text !== BLANK) return this.#earlier.read(key, text)
    const states = [heads.a, heads.b]
    const isNone = states.every((state) => state === null) || states.every((state) => state === 'blank')
    return isNone ? null : raise('vault_damaged', { key })
  }

  async #write(key: string, value: string): Promise<void> {
    const wasTidy = this.#tidy.delete(key)
    const store = wasTidy ? this.#store : rememberedItems(this.#store)
    // All that has to be known where nothing is known yet, in one question.
    if (!wasTidy) await store.get([...SLOTS.flatMap((slot) => [1, 2].map((n) => pieceAccount(key, slot, n))), key])
    const { heads, live } = await this.#find(key, store)
    const target = await this.#replace(key, value, { heads, live }, store)
    const replaced = heads[target.slot]
    await this.#discardPieces(key, target, isHead(replaced) ? replaced.count : 0, wasTidy ? 'tidy' : 'look', store)
    if (!wasTidy) {
      await this.#leaveEarlier(key, target.slot, store)
      const slot = other(target.slot)
      const idle = heads[slot]
      await this.#discardPieces(key, { slot, count: isHead(idle) ? idle.count : 1 }, 0, 'look', store)
    }
    this.#tidy.add(key)
    this.#blankSoon(key)
  }

  /** Puts the text into the slot that is not in force, which then is. */
  async #replace(key: string, value: string, { heads, live }: Found, store: ItemStore): Promise<Run> {
    const { digest, pieceLength } = this.#options
    const before = live === null ? await earlierLayout(store, digest).slot(key) : live
    const head = live === null ? null : heads[live]
    const slot = before === null ? 'a' : other(before)
    const items = itemsOf(encodedText(value), (isHead(head) ? head.number : 0) + 1, digest, pieceLength)
    const accounts = items.map((_, index) => pieceAccount(key, slot, index + 1))
    // Upwards, so that a crash leaves an unbroken run; and the first item last, since it brings the others into force.
    for (const index of [...items.keys()].slice(1).concat(0)) {
      await store.set(accounts[index] ?? '', items[index] ?? '')
    }
    const kept = await store.get(accounts)
    // A keyring that says yes and keeps something else must not be believed.
    if (kept.some((text, index) => text !== items[index])) raise('vault_denied', { why: 'not_kept' })
    return { slot, count: items.length }
  }

  /** What lies in the layout before has been replaced. Its head goes last: without one, its pieces would be anybody's. */
  async #leaveEarlier(key: string, target: Slot, store: ItemStore): Promise<void> {
    await earlierLayout(store, this.#options.digest).discardPieces(key, other(target))
    const [head = null] = await store.get([key])
    if (key !== this.#options.listKey) return head === null ? undefined : store.discard(key)
    if (head !== LANDMARK) await store.set(key, LANDMARK)
  }

  /** Also sweeps up after a remove that was cut short. The slot in force goes last: until then it is there. */
  async #remove(key: string): Promise<void> {
    this.#blanking.get(key)?.()
    this.#blanking.delete(key)
    this.#tidy.delete(key)
    const { heads, live } = await this.#find(key)
    for (const slot of SLOTS) if (heads[slot] === 'foreign') await this.#earlier.discardPieces(key, slot)
    await this.#store.discard(key)
    const last = live ?? 'b'
    for (const slot of [other(last), last]) {
      const head = heads[slot]
      if (head !== null) await this.#store.discard(pieceAccount(key, slot, 1))
      await this.#discardPieces(key, { slot, count: 1 }, isHead(head) ? head.count : 0, 'look')
    }
  }

  async #find(key: string, store = this.#store): Promise<Found> {
    const texts = await store.get(SLOTS.map((slot) => pieceAccount(key, slot, 1)))
    const [a = null, b = null] = texts.map((text) => (text === null ? null : slotIn(text)))
    const number = (found: typeof a) => (isHead(found) ? found.number : 0)
    const live = number(a) === 0 && number(b) === 0 ? null : number(a) >= number(b) ? 'a' : 'b'
    return { heads: { a, b }, live }
  }

  /** Discards pieces `count + 1` to `known` and, where one has to look, the run that lies above them; the last one first. */
  async #discardPieces(key: string, { slot, count }: Run, known: number, above: 'tidy' | 'look', store = this.#store) {
    let last = Math.max(known, count)
    const isThere = async (number: number) => (await store.get([pieceAccount(key, slot, number)]))[0] !== null
    while (above === 'look' && (await isThere(last + 1))) last++
    for (let number = last; number > count; number--) await store.discard(pieceAccount(key, slot, number))
  }

  #blankSoon(key: string): void {
    this.#blanking.get(key)?.()
    const blank = () => void this.#inTurn(key, () => this.#blankOld(key)).catch(() => undefined)
    this.#blanking.set(key, this.#options.after(BLANK_AFTER_MS, blank))
  }

  async #blankOld(key: string): Promise<void> {
    this.#blanking.get(key)?.()
    this.#blanking.delete(key)
    const { heads, live } = await this.#find(key)
    const old = live === null ? null : heads[other(live)]
    if (live === null || !isHead(old)) return
    const wasTidy = this.#tidy.delete(key)
    await this.#store.set(pieceAccount(key, other(live), 1), BLANK)
    await this.#discardPieces(key, { slot: other(live), count: 1 }, old.count, 'tidy')
    if (wasTidy) this.#tidy.add(key)
  }
}

function isHead(found: Head | 'blank' | 'foreign' | null | undefined): found is Head {
  return typeof found === 'object' && found !== null
}
