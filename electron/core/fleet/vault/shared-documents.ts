import { type Fault, faultOf, raise } from '../../../../shared/fault.ts'
import type { VaultBackend } from '../../ports.ts'
import type { StoredValue } from '../shared-store.ts'
import { generationIn, type LocalCopy, readCopy, removeCopy, writeCopy } from './local-copies.ts'
import { stillToTell } from './newest-document.ts'
import type { Envelope, Seals } from './seals.ts'
import { isAway, type WatchedStore } from './watched-store.ts'

export type DocumentsParts = {
  readonly store: WatchedStore
  readonly local: VaultBackend
  readonly seals: Pick<Seals, 'placeOf' | 'sealDocument' | 'openDocument'>
  /** Whether a document that the store has not belongs there: a member who removed it has taken it off the list first. */
  readonly isListed: (key: string, published: boolean) => Promise<boolean>
  /** A letter that was refused, and a store with an older state than was seen before. */
  readonly told: (trouble: Fault) => void
}

/** The documents as members share them: here first, then in the store, by compare-and-swap on the revision that was read. */
export type SharedDocuments = {
  /** Whichever is newer; what is newer here goes to the others. A write holds over this. */
  read(key: string): Promise<string | null>
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
}

/** Of the document as the caller knows it: its place in the store's history, and how often it was written. */
type Known = { readonly revision: number; readonly number: number }

/** More others than this do not write one document at a time. */
const MOST_TRIES = 8

export function createSharedDocuments(parts: DocumentsParts): SharedDocuments {
  const { store, local, seals, told } = parts
  const known = new Map<string, Known>()
  /** The newest revision that this workstation has taken, read or written. */
  const seen = new Map<string, number>()
  const publishing = { ...parts, seen }

  /** What is not a newer set counts as never written; of what the store did not answer, the store itself tells. */
  async function takeBack(key: string, value: string, before: LocalCopy | null, why?: 'wish'): Promise<void> {
    const isNew = before === null && !known.has(key)
    if (why !== 'wish' && !isNew && generationIn(value) > generationIn(before?.value ?? '')) return
    await (before === null ? removeCopy(local, key) : writeCopy(local, key, before)).catch(() => undefined)
  }

  return {
    async read(key) {
      const { value, at } = await newest(publishing, key)
      if (at !== null) known.set(key, at)
      if (at !== null) seen.set(key, at.revision)
      return value
    },
    look: async (key) => (await newest(publishing, key)).value,
    async write(key, value, why) {
      const before = await readCopy(local, key)
      const { revision, number: read } = known.get(key) ?? { revision: 0, number: 0 }
      const number = Math.max(before?.number ?? 0, read) + 1
      await writeCopy(local, key, { number, published: false, value })
      try {
        known.set(key, await publish(publishing, { key, number, value }, revision))
      } catch (thrown) {
        await takeBack(key, value, before, why)
        throw thrown
      }
    },
    async remove(key) {
      const place = await seals.placeOf(key)
      for (let tries = 1; ; tries++) {
        const stored = await store.read(place)
        if (stored === null) break
        const outcome = await store.write([{ key: place, readAt: stored.revision, value: null }])
        if (outcome === 'written') break
        if (tries === MOST_TRIES) raise('document_changed')
      }
      known.delete(key)
      await removeCopy(local, key)
    },
    forget: (key) => removeCopy(local, key),
    async take(stored) {
      const envelope = await seals.openDocument(stored).catch((thrown: unknown) => {
        told(faultOf(thrown))
        return null
      })
      if (envelope === null || seen.get(envelope.key) === stored.revision) return null
      const here = await readCopy(local, envelope.key)
      // Whoever is told reads it, and brings what is newer here.
      if (here !== null && stillToTell(envelope.key, here, envelope) !== null) return envelope.key
      seen.set(envelope.key, stored.revision)
      await keepTaken(local, envelope, here)
      return envelope.key
    },
  }
}

type Publishing = DocumentsParts & { readonly seen: Map<string, number> }

/** Whichever is newer; `at` is null where nobody knows what the store has. */
async function newest(parts: Publishing, key: string): Promise<{ value: string | null; at: Known | null }> {
  const { local, isListed, told } = parts
  const here = await readCopy(local, key)
  const { envelope, revision, trouble } = await there(parts, key)
  const at = revision === null ? null : { revision, number: envelope?.number ?? 0 }
  // Nothing here and nothing to be had: to say "there is none" would look as if it had been removed.
  if (trouble !== null) return here === null ? raise(trouble.code, trouble.params) : { value: here.value, at }
  if (here !== null && envelope === null && !(await isListed(key, here.published))) {
    await removeCopy(local, key)
    return { value: null, at }
  }
  const ours = here === null ? null : stillToTell(key, here, envelope)
  if (here === null || ours === null) {
    if (envelope !== null) await keepTaken(local, envelope, here)
    return { value: envelope?.value ?? null, at }
  }
  if (here.published) told({ code: 'store_went_back', params: {} })
  const { number, value } = ours
  if (value !== here.value) await writeCopy(local, key, { number, value, published: false })
  const published = await publish(parts, ours, revision ?? 0).catch((thrown: unknown) => {
    if (!isOfTheStore(faultOf(thrown))) throw thrown
    return at
  })
  return { value, at: published }
}

/** Gives where it lies now; revision 0 where somebody has built upon it already, so that the next write over it fails. */
async function publish(
  { store, local, seals, seen }: Publishing,
  { key, number, value }: Envelope,
  readAt: number,
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
  const revision = isOurs ? now.revision : 0
  if (isOurs) seen.set(key, revision)
  await writeCopy(local, key, { number, published: true, value })
  return { revision, number }
}

type There = { readonly envelope: Envelope | null; readonly revision: number | null; readonly trouble: Fault | null }

/** What the store has; with a trouble where it is away or has what is not to be believed: then what is here counts. */
async function there({ store, seals, told }: DocumentsParts, key: string): Promise<There> {
  const resting = store.isResting() ? store.trouble() : null
  if (resting !== null) return { envelope: null, revision: null, trouble: resting }
  let revision: number | null = null
  try {
    const stored = await store.read(await seals.placeOf(key))
    revision = stored?.revision ?? 0
    return { envelope: stored === null ? null : await seals.openDocument(stored), revision, trouble: null }
  } catch (thrown) {
    const trouble = faultOf(thrown)
    if (!isOfTheStore(trouble)) throw thrown
    if (!isAway(trouble)) told(trouble)
    return { envelope: null, revision, trouble }
  }
}

async function keepTaken(local: VaultBackend, { key, number, value }: Envelope, here: LocalCopy | null): Promise<void> {
  if (here?.published === true && here.number === number && here.value === value) return
  await writeCopy(local, key, { number, published: true, value })
}

const isOfTheStore = ({ code }: Fault): boolean =>
  /^(store|letter)_|^document_changed$|^(not_a_member|no_fleet_there)$/.test(code)
