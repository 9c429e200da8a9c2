import { z } from 'zod'
import { type Connection, currentAsked, generationOf } from '../../../../shared/connections/connection.ts'
import { jsonIn } from '../../../../shared/encoding/json-text.ts'
import { type Fault, faultOf } from '../../../../shared/fault.ts'
import type { Fleet } from '../fleet.ts'
import type { ReadAt, StoreChange, StoredValue } from '../shared-store.ts'
import type { TurnHolder } from '../turn-plan.ts'
import { type AskedMark, readMark, writeMark } from './asked-mark.ts'

/** What lies in the store about one connection's renewal. */
export type TurnMarks = {
  /** Whose lease lies on it. What bears none is nobody's, whatever it says. */
  readonly turn: { readonly by: string; readonly attempt: string } | null
  readonly mark: AskedMark | null
  /** The attempts of which each may have sent what the mark stands for: one that knows all of them may go on. */
  readonly attempts: readonly string[]
  /** There is a mark, and what it stands for is unknown: damaged, of a stranger, or of a later build. */
  readonly isUnreadable: boolean
  /** It may have come back with an older state of the store, and nobody knows how far it had come since. */
  readonly isOlder: boolean
  readonly turnAt: ReadAt
  readonly markAt: ReadAt
}

const turnSchema = z.object({ by: z.string(), attempt: z.string() })
/** Somebody is at it: his lease is there, or the key would be gone. */
const UNREADABLE_HOLDER = { by: '', attempt: '' }

export const turnKey = (place: string): string => `${place}turn`
export const markKey = (place: string): string => `${place}asked`

/** Raises the faults of the store. */
export async function readMarks({ store, letters, age }: Fleet, place: string): Promise<TurnMarks> {
  const found = await store.list(place)
  const [turn, mark] = [turnKey, markKey].map((keyOf) => found.find(({ key }) => key === keyOf(place)))
  const read = mark === undefined ? null : await unlessDamaged(markIn(letters, mark))
  return {
    turn: turn === undefined || turn.lease === null ? null : await turnIn(letters, turn),
    mark: read,
    attempts: read === null ? [] : [read.attempt],
    isUnreadable: mark !== undefined && read === null,
    isOlder: mark !== undefined && age.mayBeOlder(mark.revision),
    turnAt: turn ?? null,
    markAt: mark ?? null,
  }
}

/**
 * Nobody knows whether this set's refresh token was sent: its mark cannot be read, or the document says that it was asked for and
 * the store has no mark at all, as where its admin has taken it away. An older mark says nothing: whoever asks may find a set that a
 * person has entered meanwhile, and end between the document and the mark.
 */
export function isMarkLost({ isUnreadable, mark }: TurnMarks, connection: AskedState): boolean {
  return isUnreadable || (mark === null && currentAsked(connection) !== null)
}

/**
 * The marks to act on. Where the document names an attempt that the mark does not know, the mark is an older one that was put
 * back, with a backup or by hand, and the one that is gone may have said that it was about to send. Each mark names those
 * before it, so one that was only taken over is no such.
 */
export function effectiveMarks(marks: TurnMarks, connection: AskedState): TurnMarks {
  const { mark } = marks
  const generation = generationOf(connection)
  if (mark === null || mark.generation > generation) return marks
  if (!isUnknownToMark(mark, connection))
    return isOlderAsked(marks, generation) ? { ...marks, mark: asAboutToSend(mark) } : marks
  const attempt = connection.asked?.attempt ?? UNKNOWN_ATTEMPT
  // Both may have sent it: whoever wrote one of them may know nothing of the other.
  const isBoth = mark.stage === 'about-to-send' && mark.generation === generation
  return {
    ...marks,
    mark: { by: '', generation, stage: 'about-to-send', attempt, after: [mark.attempt, ...mark.after] },
    attempts: isBoth ? [attempt, mark.attempt] : [attempt],
  }
}

/** Whoever has only asked may have gone on to send after the backup was made. */
const isOlderAsked = ({ mark, isOlder }: TurnMarks, generation: number): boolean =>
  isOlder && mark?.stage === 'asked' && mark.generation === generation

const asAboutToSend = (mark: AskedMark): AskedMark => ({ ...mark, stage: 'about-to-send' })

/** Somebody has asked for this set, and whoever wrote the mark knew nothing of it. */
export function isUnknownToMark(mark: AskedMark, connection: AskedState): boolean {
  const attempt = currentAsked(connection)?.attempt
  return attempt !== undefined && attempt !== mark.attempt && !mark.after.includes(attempt)
}

/** Ours where each of these attempts was begun here; null where there is none. */
export async function turnHolder(
  { attempts }: Pick<Fleet, 'attempts'>,
  id: string,
  those: readonly string[],
): Promise<TurnHolder | null> {
  if (those.length === 0) return null
  return (await attempts.hasAll(id, those)) ? 'ours' : 'another'
}

/** Of an attempt that is nobody's. */
const UNKNOWN_ATTEMPT = ''

type AskedState = Pick<Connection, 'asked' | 'tokens'>

const markIn = async (letters: Fleet['letters'], { key, value }: StoredValue): Promise<AskedMark> =>
  readMark(await letters.open(key, value), key)

async function turnIn(letters: Fleet['letters'], { value, key }: StoredValue) {
  const text = await unlessDamaged(letters.open(key, value))
  return turnSchema.safeParse(jsonIn(text ?? '')).data ?? UNREADABLE_HOLDER
}

/** Null for what cannot be believed; whoever is out himself, or cannot reach the store, is told so. */
function unlessDamaged<Value>(work: Promise<Value>): Promise<Value | null> {
  return work.catch((thrown: unknown) => {
    if (!isDamage(faultOf(thrown))) throw thrown
    return null
  })
}

const isDamage = ({ code }: Fault): boolean => /^letter_|^store_damaged$/.test(code)

export type TurnRequest = {
  readonly marks: TurnMarks
  readonly lease: string
  readonly attempt: string
  /** Null where nothing is spent. */
  readonly mark: AskedMark | null
}

/** Both or neither; false where another was quicker. Raises the faults of the store, and then it may have been done. */
export async function takeTurn(fleet: Fleet, place: string, taking: TurnRequest): Promise<boolean> {
  const { marks, lease, attempt, mark } = taking
  const turn = await fleet.letters.seal(turnKey(place), JSON.stringify({ by: fleet.me, attempt }))
  const changes: StoreChange[] = [{ key: turnKey(place), readAt: marks.turnAt, value: turn, lease }]
  if (mark !== null)
    changes.push({ key: markKey(place), readAt: marks.markAt, value: await sealed(fleet, place, mark) })
  return writeAndVerify(fleet, changes, async () => (await readMarks(fleet, place)).turn?.attempt === attempt)
}

/** Brings the mark of this attempt to another stage; false where it is not this attempt's any more. */
export async function moveMark(fleet: Fleet, place: string, to: AskedMark): Promise<boolean> {
  const marks = await readMarks(fleet, place)
  const { mark } = marks
  if (mark?.attempt !== to.attempt) return false
  if (isSame(mark, to)) return true
  return writeMarkOver(fleet, place, marks, to)
}

/** Over whatever lies there, as it was seen; false where another was quicker. */
export async function writeMarkOver(
  fleet: Fleet,
  place: string,
  { markAt }: Pick<TurnMarks, 'markAt'>,
  mark: AskedMark,
): Promise<boolean> {
  const changes = [{ key: markKey(place), readAt: markAt, value: await sealed(fleet, place, mark) }]
  return writeAndVerify(fleet, changes, async () => isSame((await readMarks(fleet, place)).mark, mark))
}

function isSame(mark: AskedMark | null, other: AskedMark): boolean {
  const { attempt, stage, generation } = mark ?? {}
  return attempt === other.attempt && stage === other.stage && generation === other.generation
}

const sealed = (fleet: Fleet, place: string, mark: AskedMark): Promise<string> =>
  fleet.letters.seal(markKey(place), writeMark(mark))

/** A write that was carried twice says "changed" of itself, and some say nothing: what lies there then tells. */
async function writeAndVerify(
  { store }: Fleet,
  changes: readonly StoreChange[],
  isThere: () => Promise<boolean>,
): Promise<boolean> {
  try {
    if ((await store.write(changes)) === 'written') return true
  } catch (thrown) {
    if (faultOf(thrown).code !== 'store_unanswered') throw thrown
  }
  return isThere()
}
