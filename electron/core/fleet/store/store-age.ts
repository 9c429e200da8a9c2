import { z } from 'zod'
import { jsonIn } from '../../../../shared/encoding/json-text.ts'
import type { Clock, VaultBackend } from '../../ports.ts'
import { LONGEST_SEND_MS } from '../turn-plan.ts'

/** Which store has answered, and how far it had come by then: never less far than in an answer before, but for a backup put back. */
export type StoreMoment = { readonly cluster: string; readonly revision: number }

/**
 * How far the shared store had come, as this workstation has seen it: where it answers from an earlier moment, or as another store, an
 * older state was put back. Whoever was renewing just then may have sent what nothing in the store tells of any more, so
 * nobody who knows of it spends anything until that one has had time to say so.
 */
export type StoreAge = {
  /** Before a call that no member answers from the past; then told what the answer says of itself. */
  beforeCall(): Promise<(answer: StoreMoment) => void>
  /** The same of what may be of a while ago, as news is. */
  noteNews(news: StoreMoment): void
  /** For how long nobody spends anything, since an older state was put back a moment ago; 0 where none was. */
  unsettledMs(): number
  /** What was last written at this revision may have come back with the older state. */
  mayBeOlder(revision: number): boolean
  /** For the next process here. */
  save(): Promise<void>
}

export const AGE_KEY = 'shared-store-age'

const ageSchema = z.object({
  version: z.literal(1),
  cluster: z.string(),
  revision: z.number(),
  /** What was written until then may have come back with an older state; 0 where none was ever put back. */
  olderUntil: z.number(),
  /** UTC ms by this workstation's clock, believed for no longer than it can be true. */
  unsettledUntil: z.number(),
})

type Parts = { readonly clock: Pick<Clock, 'now' | 'monotonic'>; readonly local: Pick<VaultBackend, 'read' | 'write'> }

export function storeAge({ clock, local }: Parts): StoreAge {
  let newest: StoreMoment | null = null
  let olderUntil = 0
  let unsettledUntil = Number.NEGATIVE_INFINITY
  /** Answers to calls made before the last rollback are ignored. */
  let rollbacks = 0
  const loaded = load()

  async function load(): Promise<void> {
    const text = await local.read(AGE_KEY).catch(() => null)
    const known = ageSchema.safeParse(jsonIn(text ?? '')).data
    if (known === undefined) return
    newest = { cluster: known.cluster, revision: known.revision }
    olderUntil = known.olderUntil
    setUnsettled(known.unsettledUntil - clock.now())
  }

  function setUnsettled(ms: number): void {
    unsettledUntil = clock.monotonic() + Math.min(ms, LONGEST_SEND_MS)
  }

  const unsettledMs = (): number => Math.max(0, unsettledUntil - clock.monotonic())

  function noteRollback(to: StoreMoment): void {
    rollbacks++
    newest = to
    olderUntil = to.revision
    setUnsettled(LONGEST_SEND_MS)
    // It is found out again by whoever starts without it.
    void save().catch(() => undefined)
  }

  async function save(): Promise<void> {
    if (newest === null) return
    const leftMs = unsettledMs()
    const until = leftMs > 0 ? clock.now() + leftMs : 0
    await local.write(AGE_KEY, JSON.stringify({ version: 1, ...newest, olderUntil, unsettledUntil: until }))
  }

  return {
    async beforeCall() {
      await loaded
      const [known, before] = [newest, rollbacks]
      return (answer) => {
        if (rollbacks !== before) return
        if (known !== null && isBefore(answer, known)) noteRollback(answer)
        else newest = later(newest, answer)
      }
    },
    noteNews(news) {
      if (newest?.cluster === news.cluster) newest = later(newest, news)
    },
    unsettledMs,
    mayBeOlder: (revision) => revision <= olderUntil,
    save,
  }
}

const isBefore = (answer: StoreMoment, known: StoreMoment): boolean =>
  answer.cluster !== known.cluster || answer.revision < known.revision

const later = (one: StoreMoment | null, other: StoreMoment): StoreMoment =>
  one === null || one.revision < other.revision ? other : one
