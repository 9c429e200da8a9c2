import type { Fault } from '../../../../shared/fault.ts'
import { MANIFEST_KEY, readManifest } from '../../connections/manifest.ts'
import type { Clock, Digest, VaultBackend } from '../../ports.ts'
import type { WatchedStore } from '../store/watched-store.ts'
import { type DocumentFeed, documentFeed } from './document-feed.ts'
import { readCopy } from './local-copies.ts'
import type { Members } from './members.ts'
import type { Seals } from './seals.ts'
import { createSharedDocuments, type SharedDocuments } from './shared-documents.ts'

export type DocumentVaultParts = {
  readonly store: WatchedStore
  readonly local: VaultBackend
  readonly clock: Pick<Clock, 'after'>
  readonly seals: Pick<Seals, 'placeOf' | 'sealDocument' | 'openDocument' | 'keyAt'>
  readonly members: Pick<Members, 'refresh'>
  readonly told: (trouble: Fault) => void
  readonly digest: Digest
  /** Each time the line is there again, before what lies there is taken and after. */
  readonly reached: () => void
  readonly begun: () => Promise<void>
}

export type DocumentVault = { readonly documents: SharedDocuments; readonly line: DocumentFeed }

/** The shared documents, and what keeps those here and those in the store the same. */
export function documentVault({ clock, members, reached, begun, ...parts }: DocumentVaultParts): DocumentVault {
  const { store, local, seals } = parts
  const documents = createSharedDocuments({ ...parts, isListed })
  const listed = async () => (await readManifest({ read: documents.look })).connections

  async function isListed(key: string, published: boolean): Promise<boolean> {
    if (key === MANIFEST_KEY) return true
    const entry = (await listed()).find(({ id }) => id === key)
    return entry?.step === 'kept' || (entry?.step === 'adding' && !published)
  }

  /** What is here alone, and what an older state of the store lacks, goes to the others. */
  async function bringBack(there: ReadonlySet<string>): Promise<void> {
    for (const { id, step } of await listed()) {
      const copy = step === 'kept' ? await readCopy(local, id) : null
      if (copy !== null && (!copy.published || !there.has(await seals.placeOf(id)))) await documents.look(id)
    }
  }

  const line = documentFeed({
    store,
    clock,
    documents,
    seals,
    members,
    told: parts.told,
    reached,
    // Of what is listed it was the engine or its admin, and looking brings it back; of the rest the copy here goes.
    removed: async (key) => void (await documents.look(key)),
    begun: async (found) => {
      await begun()
      await bringBack(new Set(found.map(({ key }) => key)))
    },
  })
  return { documents, line }
}
