import type { Input } from '../../../shared/api/contract/contract.ts'
import { NAME_PATTERN, storedSecrets } from '../../../shared/connections/connection.ts'
import { jsonIn } from '../../../shared/encoding/json-text.ts'
import { error } from '../../../shared/entry/mistake.ts'
import { faultOf, raise } from '../../../shared/fault.ts'
import { type Bundle, readBundle } from '../../../shared/import-export/bundle.ts'
import { type Carried, carriedRemarks, splitCarried } from '../../../shared/import-export/carried.ts'
import type { ImportedEntry } from '../../../shared/import-export/entry-from-labels.ts'
import type { ImportReading } from '../../../shared/import-export/import-file.ts'
import { type EntryPlan, planOf } from '../../../shared/import-export/import-plan.ts'
import { IMPORT_LIMIT, LINES_LIMIT } from '../../../shared/import-export/import-source.ts'
import type { ImportPlan } from '../../../shared/import-export/planned-import.ts'
import { sealOf } from '../../../shared/import-export/sealed-file.ts'
import { Secret } from '../../../shared/secret.ts'
import { baseOf, refuseSameRefreshToken } from '../connections/editor.ts'
import type { Enrolment } from '../enrolment/enrolment.ts'
import type { KeeperParts } from '../keeper-parts.ts'
import { planOfCopy } from './copied-tokens.ts'
import { withoutEnteredBefore } from './entered-before.ts'

export type ImportPlansContext = Pick<KeeperParts, 'clock' | 'digest' | 'sealing' | 'connections' | 'open'> & {
  readonly enrolment: Pick<Enrolment, 'opened' | 'hasTaken'>
}

/** What importing this would do, entry by entry; nothing is changed. */
export type ImportPlans = (input: Input<'moving.import'>) => Promise<{
  readonly plan: ImportPlan
  readonly each: readonly Brought[]
  /** Null for what no site has signed. */
  readonly bundle: Bundle | null
}>

export function createImportPlans(context: ImportPlansContext): ImportPlans {
  const { clock, digest, sealing, enrolment, connections, open } = context

  async function opened({ text, key }: Input<'moving.import'>, bundle: Bundle | null): Promise<ImportReading> {
    if (bundle !== null) return readQuickly((await enrolment.opened(bundle)).reveal(), clock.now())
    if (sealOf(text) === null) return text.length > IMPORT_LIMIT ? tooLarge() : readQuickly(text, clock.now())
    if (key === undefined || key === '') raise('import_sealed')
    return readQuickly((await sealing.open(text, new Secret(key))).reveal(), clock.now())
  }

  async function findExisting(name: string) {
    const record = connections.all().find((each) => each.name === name)
    if (record === undefined) return null
    const connection = await connections.load(record)
    const { bound, tags, note } = connection
    return {
      system: record.system,
      base: baseOf(connection),
      words: { tags, note },
      bound,
      stored: storedSecrets(connection),
    }
  }

  /** What saving would refuse is said while looking as well. */
  async function withOwnRefreshToken(one: EntryPlan): Promise<EntryPlan> {
    const typed = one.reading?.typedSecrets.includes('refreshToken') === true
    const refreshToken = typed ? one.reading?.draft.secrets.refreshToken : undefined
    const { name } = one.planned
    try {
      const record = connections.all().find((each) => each.name === name) ?? null
      if (refreshToken !== undefined) await refuseSameRefreshToken(connections, refreshToken, record, digest)
      return one
    } catch (thrown) {
      const { code, params } = faultOf(thrown)
      const mistakes = [...one.planned.mistakes, error('secrets.refreshToken', code, params)]
      return { ...one, planned: { ...one.planned, action: 'refused', mistakes } }
    }
  }

  return async (input) => {
    await open()
    const bundle = readBundle(input.text)
    const reading = await opened(input, bundle)
    const isSealed = sealOf(input.text) !== null
    const isOld = input.onlyNew === true && bundle !== null && (await enrolment.hasTaken(bundle))
    const known = connections.all().map(({ name }) => name)
    const each: Brought[] = []
    for (const imported of asAsked(reading.entries, input)) {
      const usedNames = each.map(({ planned: { name } }) => name)
      const facts = { now: clock.now(), findExisting, usedNames, avoidedNames: [...known, ...usedNames] }
      // Only what somebody has sealed, and so read through, has more than the JSON of `add`.
      const { entry, carried } = isSealed ? splitCarried(imported) : { entry: imported, carried: {} }
      const whole = isSealed ? await planOfCopy(entry, facts, connections) : await planOf(entry, facts)
      const plan = await withoutEnteredBefore(whole, entry, facts, { connections, digest })
      const judged = await withOwnRefreshToken(isOld ? leftAsItIs(plan) : plan)
      each.push(withCarried(judged, carried, input.allowNetwork === true))
    }
    return {
      plan: { source: reading.source, entries: each.map((one) => one.planned), leftOut: [...reading.leftOut] },
      each,
      bundle,
    }
  }
}

/** What it has brought once is not brought again over what a person has changed here since. */
function leftAsItIs(one: EntryPlan): EntryPlan {
  if (one.planned.action !== 'change') return one
  return { ...one, strays: [], planned: { ...one.planned, action: 'same', changes: [], mistakes: [] } }
}

/** What came in a sealed file beside an entry, as far as it is taken. */
export type Brought = EntryPlan & { readonly carried: Carried }

function withCarried(one: EntryPlan, carried: Carried, mayNetwork: boolean): Brought {
  const isNew = one.planned.action === 'add'
  const isTaken = isNew && mayNetwork
  const mistakes = [...one.planned.mistakes, ...carriedRemarks(carried, one.planned.name, isTaken)]
  const change = isNew ? ('new' as const) : ('kept' as const)
  const secrets = [...one.planned.secrets, ...(carried.idToken === undefined ? [] : [{ name: 'idToken', change }])]
  const planned = { ...one.planned, secrets, mistakes }
  return { ...one, planned, carried: isTaken ? carried : { idToken: carried.idToken } }
}

/** A name and a system that the person gave count for what lacks them. */
function asAsked(entries: readonly ImportedEntry[], { name, system }: Input<'moving.import'>): ImportedEntry[] {
  if (name !== undefined && entries.length > 1) raise('import_one_name')
  if (name !== undefined && !NAME_PATTERN.test(name)) raise('invalid_name')
  return entries.map((entry) => ({
    ...entry,
    ...(system === undefined || entry['system'] !== undefined ? {} : { system }),
    ...(name === undefined ? {} : { name }),
  }))
}

/** A longer one comes in parts (import-in-parts.ts). */
function tooLarge(): never {
  return raise('input_too_large', { limit: IMPORT_LIMIT })
}

/** Everybody waits for the keeper while it reads: long text must be JSON. Raises input_too_large, and what reading raises. */
async function readQuickly(text: string, now: number): Promise<ImportReading> {
  if (text.length > LINES_LIMIT && jsonIn(text) === undefined) raise('input_too_large', { limit: LINES_LIMIT })
  // Loaded when somebody imports: the YAML parser is as large as the keeper.
  const { readImport } = await import('../../../shared/import-export/import-file.ts')
  return readImport(text, now)
}
