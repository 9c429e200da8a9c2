import { type Fault, faultOf, raise } from '../../../../shared/fault.ts'
import type { Digest, VaultBackend } from '../../ports.ts'
import type { ReadAt, StoredValue } from '../shared-store.ts'
import { isUnavailable, type WatchedStore } from '../store/watched-store.ts'
import { type KnownLetters, knownLetters } from './known-letters.ts'
import { createLocalCopies, generationIn, isSameCopy, type LocalCopies, type LocalCopy } from './local-copies.ts'
import { toPublish } from './newest-document.ts'
import { type RefusedLetters, refusedLetters } from './refused-letters.ts'
import type { Envelope, Seals } from './seals.ts'

export type DocumentsParts = {
  readonly store: WatchedStore
  readonly local: VaultBackend
  readonly seals: Pick<Seals, 'placeOf' | 'sealDocument' | 'openDocument'>
  /** Whether a document that the store has not belongs there: a member who removed it has taken it off the list first. */
  readonly isListed: (key: string, published: boolean) => Promise<boolean>
  /** A letter that was refused, and a store with an older state than was seen before. */
  readonly told: (trouble: Fault) => void
  readonly digest: Digest
}

/** The documents as members share them: here first, then in the store, by compare-and-swap on what was read. */
export type SharedDocuments = {
  /**
   * Whichever is newer; what is newer here goes to the others. A write holds over this. `heard`: where somebody was told of it
   * by `take`, what was taken serves, and the store is not asked: many workstations hear of each change.
   */
  read(key: string, why?: 'heard'): Promise<string | null>
  /** The same for whoever is not about to write: what was read before stays what a write holds over. */
  look(key: string): Promise<string | null>
  /**
   * Raises document_changed, and the store's faults: then a newer set is here and not there, and anything else, as a set that
   * somebody has wished, is nowhere.
   */
  write(key: string, value: string, why?: 'wish'): Promise<void>
  /** Whoever changes it meanwhile. */
  remove(key: string): Promise<void>
  /** The copy here alone. */
  forget(key: string): Promise<void>
  /** What somebody has written, by its key; null where it was known already, or is refused. */
  take(stored: StoredValue): Promise<string | null>
  /** Others belong to it than before: what was refused so far is looked at anew. */
  relisted(): void
}

/** Of the document as the caller knows it: what lay in the store, and how often it was written. */
type Known = { readonly readAt: ReadAt; readonly number: number }

/** More others than this do not write one document at a time. */
const MOST_TRIES = 8

type Around = Omit<DocumentsParts, 'local'> & {
  readonly copies: LocalCopies
  /** What a write holds over. */
  readonly known: Map<string, Known>
  /** Read, taken or written last. */
  readonly seen: KnownLetters
  readonly refused: RefusedLetters
  /** With what it says, as it was copied here then. */
  readonly copied: KnownLetters
  /** Asked of the store before: whoever comes first is not kept waiting where a copy is here. */
  readonly asked: Set<string>
  /** What was taken and not been read since. */
  readonly taken: Map<string, Known & { readonly value: string }>
}

export function createSharedDocuments(parts: DocumentsParts): SharedDocuments {
  const { local, digest, ...others } = parts
  const around: Around = {
    ...others,
    digest,
    copies: createLocalCopies(local),
    known: new Map(),
    seen: knownLetters(digest),
    refused: refusedLetters(digest),
    copied: knownLetters(digest),
    asked: new Set(),
    taken: new Map(),
  }
  const { copies, known, taken, seen } = around
  // Whoever looks tells nobody: of what he was the first to see, a notice has still to tell.
  const looking: Around = { ...around, seen: { has: seen.has, note: () => undefined } }

  return {
    async read(key, why) {
      const fresh = taken.get(key)
      taken.delete(key)
      if (why === 'heard' && fresh !== undefined) {
        known.set(key, fresh)
        return fresh.value
      }
      const { value, at } = await newest(around, key)
      if (at !== null) known.set(key, at)
      return value
    },
    look: async (key) => (await newest(looking, key)).value,
    async write(key, value, why) {
      taken.delete(key)
      const { readAt, number: read } = known.get(key) ?? { readAt: null, number: 0 }
      const numberAfter = (now: LocalCopy | null): number => Math.max(now?.number ?? 0, read) + 1
      const before = await copies.change(key, (now) => ({ number: numberAfter(now), published: false, value }))
      const number = numberAfter(before)
      try {
        known.set(key, await publish(around, { key, number, value }, readAt))
      } catch (thrown) {
        await takeBack(around, { key, value, before, why })
        throw thrown
      }
    },
    async remove(key) {
      await removeThere(around, key)
      known.delete(key)
      taken.delete(key)
      await copies.change(key, () => null)
    },
    forget: async (key) => void (await copies.change(key, () => null)),
    take: (stored) => take(around, stored),
    relisted: () => around.refused.forget(),
  }
}

type Refused = {
  readonly key: string
  readonly value: string
  readonly before: LocalCopy | null
  readonly why: 'wish' | undefined
}

/** What is not a newer set counts as never written; of what the store did not answer, the store itself tells. */
async function takeBack({ copies, known }: Around, { key, value, before, why }: Refused): Promise<void> {
  const isNew = before === null && !known.has(key)
  if (why !== 'wish' && !isNew && generationIn(value) > generationIn(before?.value ?? '')) return
  const isOurs = (now: LocalCopy | null): boolean => now?.published === false && now.value === value
  await copies.change(key, (now) => (isOurs(now) ? before : now)).catch(() => undefined)
}

async function removeThere({ store, seals }: Around, key: string): Promise<void> {
  const place = await seals.placeOf(key)
  for (let tries = 1; ; tries++) {
    const stored = await store.read(place)
    if (stored === null) return
    const outcome = await store.write([{ key: place, readAt: stored, value: null }])
    if (outcome === 'written') return
    if (tries === MOST_TRIES) raise('document_changed')
  }
}

async function take(around: Around, stored: StoredValue): Promise<string | null> {
  const { copies, seals, seen, refused, taken, told } = around
  if (seen.has(stored)) return null
  const before = refused.of(stored)
  if (before !== null) {
    told(before)
    return null
  }
  const envelope = await seals.openDocument(stored).catch((thrown: unknown) => {
    const trouble = faultOf(thrown)
    refused.note(stored, trouble)
    told(trouble)
    return null
  })
  if (envelope === null) return null
  const { key, number, value } = envelope
  taken.delete(key)
  const here = await copies.read(key)
  // Whoever is told reads it, and brings what is newer here.
  if (here !== null && toPublish(key, here, envelope) !== null) return key
  seen.note(stored)
  await keepTaken(around, stored, envelope, here)
  taken.set(key, { readAt: stored, number, value })
  return key
}

/** Whichever is newer; `at` is null where nobody knows what the store has. */
async function newest(parts: Around, key: string): Promise<{ value: string | null; at: Known | null }> {
  const { copies, isListed, told } = parts
  const here = await copies.read(key)
  const { stored, envelope, isKnown, trouble } = await there(parts, key, here)
  const at = isKnown ? { readAt: stored, number: envelope?.number ?? 0 } : null
  // Nothing here and nothing to be had: to say "there is none" would look as if it had been removed.
  if (trouble !== null) return here === null ? raise(trouble.code, trouble.params) : { value: here.value, at }
  if (here !== null && envelope === null && !(await isListed(key, here.published))) {
    await copies.change(key, (now) => (isSameCopy(now, here) ? null : now))
    return { value: null, at }
  }
  const ours = here === null ? null : toPublish(key, here, envelope)
  if (here === null || ours === null) {
    if (envelope !== null && stored !== null) await keepTaken(parts, stored, envelope, here)
    return { value: envelope?.value ?? null, at }
  }
  if (here.published) told({ code: 'store_went_back', params: {} })
  const { number, value } = ours
  if (value !== here.value) await replaced(copies, key, here, { number, value, published: false })
  const published = await publish(parts, ours, stored).catch((thrown: unknown) => {
    if (!isOfTheStore(faultOf(thrown))) throw thrown
    return at
  })
  return { value, at: published }
}

/** Gives what lies there now; null where somebody has built upon it already, so that the next write over it fails. */
async function publish(
  { store, copies, seals, seen, copied }: Around,
  { key, number, value }: Envelope,
  readAt: ReadAt,
): Promise<Known> {
  const place = await seals.placeOf(key)
  const letter = await seals.sealDocument({ key, number, value })
  const outcome = await store.write([{ key: place, readAt, value: letter }]).catch((thrown: unknown) => {
    if (faultOf(thrown).code !== 'store_unanswered') throw thrown
    return null
  })
  // A write that was carried twice says "changed" of itself, and some say nothing: what lies there tells.
  const now = await store.read(place)
  const isOurs = now?.value === letter
  if (!isOurs && outcome !== 'written') raise(outcome === null ? 'store_unanswered' : 'document_changed')
  if (isOurs) seen.note(now)
  const isOver = (now: LocalCopy | null): boolean => now?.published === true && now.number > number
  await copies.change(key, (now) => (isOver(now) ? now : { number, published: true, value }))
  if (isOurs) copied.note(together(now, { number, value }))
  return { readAt: isOurs ? now : null, number }
}

type There = {
  readonly stored: StoredValue | null
  readonly envelope: Envelope | null
  /** What the store has is `stored`, believed or not; else nobody knows. */
  readonly isKnown: boolean
  readonly trouble: Fault | null
}

/** What the store has; with a trouble where it is away or has what is not to be believed: then what is here counts. */
async function there(around: Around, key: string, here: LocalCopy | null): Promise<There> {
  const { store, seals, asked, told } = around
  let stored: StoredValue | null = null
  let isKnown = false
  try {
    const isFirst = here !== null && !asked.has(key)
    asked.add(key)
    const place = await seals.placeOf(key)
    const resting = store.isResting() ? store.trouble() : null
    if (resting !== null) return { stored: null, envelope: null, isKnown, trouble: resting }
    stored = await (isFirst ? store.readSoon(place) : store.read(place))
    isKnown = true
    const envelope = stored === null ? null : await opened(around, stored, key, here)
    return { stored, envelope, isKnown, trouble: null }
  } catch (thrown) {
    const trouble = faultOf(thrown)
    if (!isOfTheStore(trouble)) throw thrown
    if (isUnavailable(trouble)) return { stored: null, envelope: null, isKnown: false, trouble }
    told(trouble)
    return { stored, envelope: null, isKnown, trouble }
  }
}

/** What was opened before, and is here as it was, is not opened again. */
async function opened(
  { seals, seen, copied }: Around,
  stored: StoredValue,
  key: string,
  here: LocalCopy | null,
): Promise<Envelope> {
  if (here?.published === true && copied.has(together(stored, here)))
    return { key, number: here.number, value: here.value }
  const envelope = await seals.openDocument(stored)
  seen.note(stored)
  return envelope
}

async function keepTaken(
  { copies, copied }: Around,
  stored: StoredValue,
  { key, number, value }: Envelope,
  here: LocalCopy | null,
): Promise<void> {
  await replaced(copies, key, here, { number, published: true, value })
  copied.note(together(stored, { number, value }))
}

/** What came here since it was read stays. */
const replaced = (copies: LocalCopies, key: string, was: LocalCopy | null, next: Omit<LocalCopy, 'version'>) =>
  copies.change(key, (now) => (isSameCopy(now, was) ? next : now))

const together = ({ key, value: letter }: StoredValue, { number, value }: Pick<LocalCopy, 'number' | 'value'>) => ({
  key,
  value: `${letter}\n${number}\n${value}`,
})

const isOfTheStore = ({ code }: Fault): boolean =>
  /^(store|letter)_|^document_changed$|^(not_a_member|no_fleet_there|fleet_claimed)$/.test(code)
