import { raise } from '../../../shared/fault.ts'
import type { NarrowingGiven } from '../../../shared/tokens/narrowing.ts'
import type { ConnectionRecord } from '../connections/connection-record.ts'
import type { KeeperParts } from '../keeper-parts.ts'
import type { Cancel, VaultBackend } from '../ports.ts'
import { CONSUMERS_KEY, type Consumer, readConsumers, writeConsumers } from './consumer-document.ts'
import { idIn, isSameDigest, newKey } from './consumer-keys.ts'

/** The consumers of one vault: read once, when somebody asks for them, and written before a change counts. */
export type Consumers = {
  /** Reads them; undefined where that has been done. Raises the vault's fault. */
  ready(): Promise<void> | undefined
  all(): readonly Consumer[]
  /** Raises consumer_taken {consumer}. The key is told here and nowhere again. */
  add(
    name: string,
    connections: readonly ConnectionRecord[],
    given?: Given,
  ): Promise<{ consumer: Consumer; key: string }>
  /** Raises no_such_consumer {consumer}. From then on its key opens nothing, and what it holds open is told to end. */
  revoke(name: string): Promise<void>
  /** Whose key this is, once they have been read; null for nobody's. */
  holderOf(key: string): Consumer | null
  /** The connection of this name, where this consumer may use it. */
  recordFor(consumer: Consumer, name: string): ConnectionRecord | null
  /** Still one of them: asked again after every wait. */
  isKnown(consumer: Consumer): boolean
  /** It has come just now. */
  seen(consumer: Consumer): void
  lastSeenAt(consumer: Consumer): number | null
  /** Told of each one that is revoked. */
  watch(listener: (revoked: Consumer) => void): Cancel
  /** Writes when each was last seen, where that is not written yet. */
  stop(): Promise<void>
}

/** Of what its tokens are, and whether it gets them into its hands. */
type Given = NarrowingGiven & Pick<Consumer, 'gatewayOnly'>

const ALL: Given = { resources: [], scopes: [], gatewayOnly: false }

export type ConsumersContext = Pick<KeeperParts, 'clock' | 'random' | 'digest' | 'connections' | 'open'>

/** When somebody was last seen is worth one write an hour: each is a change of the keychain. */
const SEEN_EVERY_MS = 3_600_000

/** What a key that nobody has is compared with, so that it takes as long as any other. */
const NOBODYS = '0'.repeat(64)

export function createConsumers(context: ConsumersContext): Consumers {
  const { clock, random, digest, connections } = context
  const watchers = new Set<(revoked: Consumer) => void>()
  const seenAt = new Map<string, number>()
  let unwrittenSince: number | null = null
  const lastSeenAt = ({ id, lastSeenAt: written }: Consumer): number | null => seenAt.get(id) ?? written
  const { ready, byId, change } = createKept(context, (present) => {
    unwrittenSince = null
    return present.map((each) => ({ ...each, lastSeenAt: lastSeenAt(each) }))
  })
  const all = (): readonly Consumer[] => [...byId().values()]

  return {
    ready,
    all,
    async add(name, records, { resources, scopes, gatewayOnly } = ALL) {
      const { key, id } = newKey(random)
      const createdAt = clock.now()
      const ids = [...new Set(records.map((record) => record.id))]
      const given = { resources: [...resources], scopes: [...scopes], gatewayOnly }
      const consumer = { id, name, digest: digest(key), connections: ids, ...given, createdAt, lastSeenAt: null }
      await change((present) => {
        if (present.some((each) => each.name === name)) raise('consumer_taken', { consumer: name })
        return [...present, consumer]
      })
      return { consumer, key }
    },
    async revoke(name) {
      await ready()
      const gone = all().find((each) => each.name === name) ?? raise('no_such_consumer', { consumer: name })
      await change((present) => present.filter(({ id }) => id !== gone.id))
      seenAt.delete(gone.id)
      for (const tell of [...watchers]) tell(gone)
    },
    holderOf(key) {
      const consumer = byId().get(idIn(key) ?? '')
      const isTheirs = isSameDigest(digest(key), consumer?.digest ?? NOBODYS)
      return isTheirs && consumer !== undefined ? consumer : null
    },
    recordFor({ connections: allowed }, name) {
      const record = connections.ready(name) ?? connections.all().find((each) => each.name === name && !each.gone)
      return record !== undefined && allowed.includes(record.id) ? record : null
    },
    isKnown: ({ id }) => byId().has(id),
    seen({ id }) {
      const now = clock.now()
      seenAt.set(id, now)
      unwrittenSince ??= now
      if (now - unwrittenSince < SEEN_EVERY_MS) return
      unwrittenSince = now
      void change((present) => present).catch(() => undefined)
    },
    lastSeenAt,
    watch(listener) {
      watchers.add(listener)
      return () => void watchers.delete(listener)
    },
    async stop() {
      if (unwrittenSince !== null) await change((present) => present).catch(() => undefined)
    },
  }
}

type Change = (present: readonly Consumer[]) => readonly Consumer[]
type Held = { readonly vault: VaultBackend; readonly byId: ReadonlyMap<string, Consumer> }

/** The document as it was last read or written; `dated` is the last to touch what is written. */
function createKept({ connections, open }: ConsumersContext, dated: Change) {
  let held: Held | null = null

  async function read(): Promise<Held> {
    const vault = connections.vault()
    if (held?.vault !== vault) held = heldOf(vault, await readConsumers(vault))
    return held
  }

  async function readFirst(): Promise<void> {
    await open()
    if (held?.vault !== connections.vault()) await connections.inTurn(CONSUMERS_KEY, read)
  }

  return {
    byId: () => held?.byId ?? NONE,
    ready(): Promise<void> | undefined {
      // Every request asks: none of them waits for what is being written meanwhile.
      const isRead = connections.isOpen() && held?.vault === connections.vault()
      return isRead ? undefined : readFirst()
    },
    async change(make: Change): Promise<void> {
      await open()
      await connections.inTurn(CONSUMERS_KEY, async () => {
        const { vault, byId } = await read()
        const next = dated(make([...byId.values()]))
        await writeConsumers(vault, next)
        held = heldOf(vault, next)
      })
    },
  }
}

const NONE: ReadonlyMap<string, Consumer> = new Map()

function heldOf(vault: VaultBackend, consumers: readonly Consumer[]): Held {
  return { vault, byId: new Map(consumers.map((each) => [each.id, each])) }
}
