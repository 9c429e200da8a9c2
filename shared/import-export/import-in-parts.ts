import { jsonIn } from '../encoding/json-text.ts'
import { error } from '../entry/mistake.ts'
import { FaultError, fault, raise } from '../fault.ts'
import type { ImportedEntry } from './entry-from-labels.ts'
import { PLAIN_VERSION } from './export-file.ts'
import { readImport } from './import-file.ts'
import { IMPORT_LIMIT, SEALED_LIMIT } from './import-source.ts'
import { asRefused, type ImportPlan, type PlannedImport } from './planned-import.ts'
import { sealOf } from './sealed-file.ts'

/** Of one call; a whole site's file takes as many as it needs. Half of the limit: letters may take more than one byte. */
const MAX_PART_LETTERS = IMPORT_LIMIT / 2
/** Each is written into the vault, which may take a tenth of a second: a person should see progress, however short the file. */
const MAX_ENTRIES_PER_CALL = 50

type Import = { readonly text: string; readonly name?: string | undefined }

/**
 * Imports a file of any length through calls of the allowed one: what is too long for a single call, or has to be read line
 * by line (YAML most of all), is read here, where it keeps nobody else waiting, and sent in parts. `onProgress` hears how
 * many connections are done, of how many, where it takes more than one call. Faults: those of readImport; input_too_large
 * {limit} for a connection that is too long for a call; what `send` raises, unless parts were imported already: then the
 * plan says so in `stopped`.
 */
export async function importAll<Input extends Import>(
  input: Input,
  now: number,
  send: (part: Input) => Promise<ImportPlan>,
  onProgress: (done: number, total: number) => void,
  mode: 'look' | 'take' = 'look',
): Promise<ImportPlan> {
  const { text } = input
  const isSealed = sealOf(text) !== null
  if (isSealed && text.length > SEALED_LIMIT) raise('input_too_large', { limit: SEALED_LIMIT })
  const isWhole = isOneCall(text)
  if (isSealed || (isWhole && mode === 'look')) return send(input)
  const { source, entries, leftOut } = readImport(text, now)
  // Of two with one name the keeper says which of them it takes, as it did when they were looked at.
  if (isWhole && (entries.length <= MAX_ENTRIES_PER_CALL || hasDuplicates(entries))) return send(input)
  if (input.name !== undefined && entries.length > 1) raise('import_one_name')
  const { firstOfName, duplicates } = splitDuplicates(entries)
  const planned: PlannedImport[] = []
  const parts = partsOf(firstOfName)
  let stopped: ImportPlan['stopped']
  for (const part of parts) {
    const plan =
      stopped !== undefined
        ? notReached(part)
        : await send({ ...input, text: textOf(part) }).catch((thrown: unknown) => {
            if (mode === 'look' || planned.length === 0 || !(thrown instanceof FaultError)) throw thrown
            return { ...notReached(part), stopped: thrown.fault }
          })
    planned.push(...plan.entries)
    stopped ??= plan.stopped
    if (parts.length > 1 && stopped === undefined) onProgress(planned.length, firstOfName.length)
  }
  planned.push(...duplicates.map(refusedDuplicate))
  return { source, entries: planned, leftOut: [...leftOut], ...(stopped === undefined ? {} : { stopped }) }
}

/** The file's entries in the order of the plan that importAll makes of it. Raises what readImport raises. */
export function entriesOf(text: string, now: number): readonly ImportedEntry[] {
  const { entries } = readImport(text, now)
  if (isOneCall(text)) return entries
  const { firstOfName, duplicates } = splitDuplicates(entries)
  return [...firstOfName, ...duplicates]
}

function isOneCall(text: string): boolean {
  return text.length <= MAX_PART_LETTERS && jsonIn(text) !== undefined
}

/** A second entry of one name would, in another part, change the connection that the first has just added. */
function splitDuplicates(entries: readonly ImportedEntry[]) {
  const seen = new Set<unknown>()
  const isDuplicate = ({ name }: ImportedEntry): boolean => {
    if (name === undefined || name === '') return false
    const again = seen.has(name)
    seen.add(name)
    return again
  }
  const judged = entries.map((entry) => ({ entry, again: isDuplicate(entry) }))
  const select = (wanted: boolean) => judged.filter(({ again }) => again === wanted).map(({ entry }) => entry)
  return { firstOfName: select(false), duplicates: select(true) }
}

function hasDuplicates(entries: readonly ImportedEntry[]): boolean {
  return splitDuplicates(entries).duplicates.length > 0
}

function partsOf(entries: readonly ImportedEntry[]): ImportedEntry[][] {
  const parts: ImportedEntry[][] = []
  let room = 0
  for (const entry of entries) {
    const { length } = JSON.stringify(entry)
    if (length > MAX_PART_LETTERS) raise('input_too_large', { limit: MAX_PART_LETTERS })
    if (room < length + 1 || parts.at(-1)?.length === MAX_ENTRIES_PER_CALL) {
      parts.push([])
      room = MAX_PART_LETTERS - textOf([]).length
    }
    parts.at(-1)?.push(entry)
    room -= length + 1
  }
  return parts
}

/** As an export file, which takes entries as they are. */
function textOf(connections: readonly ImportedEntry[]): string {
  return JSON.stringify({ everbearer: PLAIN_VERSION, exportedAt: '', connections })
}

function refusedDuplicate(entry: ImportedEntry): PlannedImport {
  const bare = unjudgedPlan(entry)
  const mistake = { ...error('name', 'name_taken', { name: bare.name }), params: { name: bare.name } }
  return { ...bare, mistakes: [mistake] }
}

function notReached(part: readonly ImportedEntry[]): Pick<ImportPlan, 'entries' | 'stopped'> {
  return { entries: part.map((entry) => asRefused(unjudgedPlan(entry), fault('import_stopped'))) }
}

/** The plan of an entry that the keeper has not judged. */
function unjudgedPlan({ name, system }: ImportedEntry): PlannedImport {
  const printableName = typeof name === 'string' && /^[a-z0-9-]{1,63}$/.test(name) ? name : '?'
  const nothing = { suggested: false, origins: [], changes: [], secrets: [], mistakes: [] }
  return { ...nothing, name: printableName, system: typeof system === 'string' ? system : '', action: 'refused' }
}
