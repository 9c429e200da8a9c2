import { jsonIn } from '../encoding/json-text.ts'
import { error } from '../entry/mistake.ts'
import { FaultError, fault, raise } from '../fault.ts'
import { PLAIN_VERSION } from './export-file.ts'
import { readImport } from './import-file.ts'
import { IMPORT_LIMIT, SEALED_LIMIT } from './import-source.ts'
import type { ImportedEntry } from './loose-entry.ts'
import { type ImportPlan, notTaken, type PlannedImport } from './planned-import.ts'
import { sealOf } from './sealed-file.ts'

/** Of one call; a whole site's file is handed on in as many as it takes. Fewer letters than bytes, whatever is in it. */
const PART_LETTERS = IMPORT_LIMIT / 2
/** Each is written into the vault, which may take a tenth of a second: a person wants to see that it goes on. */
const MOST_TOGETHER = 50

type Import = { readonly text: string; readonly name?: string | undefined }

/**
 * Imports a file of any length through calls of the allowed one: what is too long for a single call, or has to be read line
 * by line (YAML most of all), is read here, where nobody else waits for it, and goes on in parts. `told` hears how many
 * connections are through, of how many, where it takes more than one call. Faults: those of readImport; input_too_large
 * {limit} for a connection that is longer than one may be; what `send` raises, unless parts of it are in already: then the
 * plan says so in `stopped`.
 */
export async function importAll<Input extends Import>(
  input: Input,
  now: number,
  send: (part: Input) => Promise<ImportPlan>,
  told: (done: number, total: number) => void,
  does: 'looks' | 'takes' = 'looks',
): Promise<ImportPlan> {
  const { text } = input
  const isSealed = sealOf(text) !== null
  if (isSealed && text.length > SEALED_LIMIT) raise('input_too_large', { limit: SEALED_LIMIT })
  if (isSealed || isOneCall(text)) return send(input)
  const { source, entries, leftOut } = readImport(text, now)
  if (input.name !== undefined && entries.length > 1) raise('import_one_name')
  const { once, again } = sorted(entries)
  const planned: PlannedImport[] = []
  const parts = partsOf(once)
  let stopped: ImportPlan['stopped']
  for (const part of parts) {
    const plan =
      stopped !== undefined
        ? unreached(part)
        : await send({ ...input, text: textOf(part) }).catch((thrown: unknown) => {
            if (does === 'looks' || planned.length === 0 || !(thrown instanceof FaultError)) throw thrown
            return { ...unreached(part), stopped: thrown.fault }
          })
    planned.push(...plan.entries)
    stopped ??= plan.stopped
    if (parts.length > 1 && stopped === undefined) told(planned.length, once.length)
  }
  planned.push(...again.map(refusedTwin))
  return { source, entries: planned, leftOut: [...leftOut], ...(stopped === undefined ? {} : { stopped }) }
}

/** What stands in the file, in the order of the plan that importAll makes of it. Raises what reading raises. */
export function entriesOf(text: string, now: number): readonly ImportedEntry[] {
  const { entries } = readImport(text, now)
  if (isOneCall(text)) return entries
  const { once, again } = sorted(entries)
  return [...once, ...again]
}

function isOneCall(text: string): boolean {
  return text.length <= PART_LETTERS && jsonIn(text) !== undefined
}

/** A name that comes twice would, in another part, change what the first has just added. */
function sorted(entries: readonly ImportedEntry[]) {
  const seen = new Set<unknown>()
  const isAgain = ({ name }: ImportedEntry): boolean => {
    if (name === undefined || name === '') return false
    const again = seen.has(name)
    seen.add(name)
    return again
  }
  const judged = entries.map((entry) => ({ entry, again: isAgain(entry) }))
  const those = (wanted: boolean) => judged.filter(({ again }) => again === wanted).map(({ entry }) => entry)
  return { once: those(false), again: those(true) }
}

function partsOf(entries: readonly ImportedEntry[]): ImportedEntry[][] {
  const parts: ImportedEntry[][] = []
  let room = 0
  for (const entry of entries) {
    const { length } = JSON.stringify(entry)
    if (length > PART_LETTERS) raise('input_too_large', { limit: PART_LETTERS })
    if (room < length + 1 || parts.at(-1)?.length === MOST_TOGETHER) {
      parts.push([])
      room = PART_LETTERS - textOf([]).length
    }
    parts.at(-1)?.push(entry)
    room -= length + 1
  }
  return parts
}

/** In the form of an export, which takes entries as they are. */
function textOf(connections: readonly ImportedEntry[]): string {
  return JSON.stringify({ everbearer: PLAIN_VERSION, exportedAt: '', connections })
}

function refusedTwin(entry: ImportedEntry): PlannedImport {
  const bare = unread(entry)
  const mistake = { ...error('name', 'name_taken', { name: bare.name }), params: { name: bare.name } }
  return { ...bare, mistakes: [mistake] }
}

function unreached(part: readonly ImportedEntry[]): Pick<ImportPlan, 'entries' | 'stopped'> {
  return { entries: part.map((entry) => notTaken(unread(entry), fault('import_stopped'))) }
}

/** What can be said of an entry that the keeper has not judged. */
function unread({ name, system }: ImportedEntry): PlannedImport {
  const said = typeof name === 'string' && /^[a-z0-9-]{1,63}$/.test(name) ? name : '?'
  const nothing = { suggested: false, origins: [], changes: [], secrets: [], mistakes: [] }
  return { ...nothing, name: said, system: typeof system === 'string' ? system : '', action: 'refused' }
}
