import type { Handlers, Input } from '../../../shared/api/contract/contract.ts'
import { originsText } from '../../../shared/connections/binding.ts'
import { NAME_PATTERN, storedSecrets } from '../../../shared/connections/connection.ts'
import type { ConnectionView } from '../../../shared/connections/view.ts'
import { jsonIn } from '../../../shared/encoding/json-text.ts'
import { error } from '../../../shared/entry/mistake.ts'
import { faultOf, raise } from '../../../shared/fault.ts'
import { type Carried, carriedIn, carriedRemarks } from '../../../shared/import-export/carried.ts'
import { type Exported, exportText, type Taking } from '../../../shared/import-export/export-file.ts'
import type { ImportReading } from '../../../shared/import-export/import-file.ts'
import { type ImportPlan, type Planned, type PlannedImport, planOf } from '../../../shared/import-export/import-plan.ts'
import { LINES_LIMIT } from '../../../shared/import-export/import-source.ts'
import type { ImportedEntry } from '../../../shared/import-export/loose-entry.ts'
import { isSealed } from '../../../shared/import-export/sealed-file.ts'
import { Secret } from '../../../shared/secret.ts'
import { systemNamed } from '../../../shared/systems/registry.ts'
import type { Clock, Sealing } from '../ports.ts'
import type { ConnectionRecord } from './connection-record.ts'
import type { Connections } from './connections.ts'
import { allowedIn } from './editing-calls.ts'
import { baseOf, refuseSameRefreshToken } from './editor.ts'

export type MovingContext = {
  readonly clock: Clock
  readonly sealing: Sealing
  readonly connections: Connections
  readonly open: () => Promise<void>
  readonly noteExport: (record: ConnectionRecord, taking: Taking) => void
  /** The calls that a person makes for one connection: importing and moving are these, made for several. */
  readonly calls: Pick<Handlers, 'connections.add' | 'connections.edit' | 'connections.pause' | 'network.set'>
}

type MovingCalls = Pick<Handlers, 'moving.preview' | 'moving.import' | 'moving.export' | 'moving.seal'>

/** Connections out of a file, and into one. */
export function createMovingCalls(context: MovingContext): MovingCalls {
  const { clock, sealing, connections, open, calls } = context

  async function opened({ text, key }: Input<'moving.import'>): Promise<ImportReading> {
    if (!isSealed(text)) return readQuickly(text, clock.now())
    if (key === undefined || key === '') raise('import_sealed')
    return readQuickly((await sealing.open(text, new Secret(key))).reveal(), clock.now())
  }

  async function planned(input: Input<'moving.import'>): Promise<{ plan: ImportPlan; each: readonly Brought[] }> {
    await open()
    const reading = await opened(input)
    const known = connections.all().map(({ name }) => name)
    const each: Brought[] = []
    for (const imported of asWished(reading.entries, input)) {
      const taken = each.map(({ planned: { name } }) => name)
      const facts = { now: clock.now(), present, taken, known: [...known, ...taken] }
      // Only what somebody has sealed, and so read through, has more than the JSON of `add`.
      const { entry, carried } = isSealed(input.text) ? carriedIn(imported) : { entry: imported, carried: {} }
      each.push(
        withCarried(await withOwnRefreshToken(await planOf(entry, facts)), carried, input.allowNetwork === true),
      )
    }
    const leftOut = reading.leftOut.map(({ code, params }) => ({ code, params: { ...params } }))
    return { plan: { source: reading.source, entries: each.map((one) => one.planned), leftOut }, each }
  }

  async function present(name: string) {
    const record = connections.all().find((each) => each.name === name)
    if (record === undefined) return null
    const connection = await connections.load(record)
    const { bound } = connection
    return { system: record.system, base: baseOf(connection), bound, stored: storedSecrets(connection) }
  }

  /** What saving would refuse is said while looking as well. */
  async function withOwnRefreshToken(one: Planned): Promise<Planned> {
    const typed = one.reading?.typedSecrets.includes('refreshToken') === true
    const { name } = one.planned
    try {
      const record = connections.all().find((each) => each.name === name) ?? null
      if (typed) await refuseSameRefreshToken(connections, one.reading?.draft.secrets.refreshToken, record)
      return one
    } catch (thrown) {
      const { code, params } = faultOf(thrown)
      const mistakes = [...one.planned.mistakes, { ...error('secrets.refreshToken', code), params: { ...params } }]
      return { ...one, planned: { ...one.planned, deed: 'refused', mistakes } }
    }
  }

  async function chosen(
    names: readonly string[] | undefined,
  ): Promise<{ record: ConnectionRecord; exported: Exported }[]> {
    await open()
    const records = names === undefined ? connections.all() : names.map((name) => connections.named(name))
    return Promise.all(
      records.map(async (record) => {
        const connection = await connections.load(record)
        const system = systemNamed(connection.system) ?? raise('unknown_system', { system: '?', known: '' })
        return { record, exported: { connection, system } }
      }),
    )
  }

  /** First paused, then what is on its way ended, then read: what is taken along must be what nobody here spends any more. */
  async function standStill(records: readonly ConnectionRecord[]): Promise<void> {
    for (const record of records) {
      await calls['connections.pause']({ name: record.name })
      await record.inFlight
      await connections.saveUnsaved(record)
    }
  }

  async function takeCarried(name: string, { network, idToken }: Carried): Promise<void> {
    if (network !== undefined) await calls['network.set']({ name, change: network })
    if (idToken === undefined) return
    await connections.update(connections.named(name), (current) => ({
      ...current,
      tokens: current.tokens && { ...current.tokens, idToken },
    }))
  }

  async function changed(name: string, entry: unknown, allowOrigins: string[] | undefined): Promise<ConnectionView> {
    return (await calls['connections.edit']({ name, entry, allowOrigins })).view
  }

  return {
    'moving.preview': async (input) => (await planned(input)).plan,
    'moving.import': async (input) => {
      const { plan, each } = await planned(input)
      const { allowOrigins } = input
      refuseStrays(each, allowedIn(allowOrigins))
      const entries: PlannedImport[] = []
      for (const { planned: one, entry, carried } of each) {
        if (one.deed === 'add') {
          await calls['connections.add']({ entry })
          await takeCarried(one.name, carried)
        }
        const { undo } = one.deed === 'change' ? await changed(one.name, entry, allowOrigins) : {}
        entries.push(undo === undefined ? one : { ...one, undoUntil: undo.until })
      }
      return { ...plan, entries }
    },
    'moving.export': async ({ names }) => {
      const exported = (await chosen(names)).map((each) => each.exported)
      return { text: exportText(exported, 'none', clock.now()) }
    },
    'moving.seal': async ({ names, to, move }) => {
      const key = 'passphrase' in to ? { passphrase: new Secret(to.passphrase) } : to
      // Whether it can be sealed at all is found out before anything is paused.
      await sealing.check(key)
      if (move) await standStill((await chosen(names)).map(({ record }) => record))
      const taken = await chosen(names)
      const taking = move ? 'move' : 'copy'
      const text = exportText(
        taken.map(({ exported }) => exported),
        taking,
        clock.now(),
      )
      const sealed = await sealing.seal(new Secret(text), key)
      for (const { record } of taken) context.noteExport(record, taking)
      return {
        text: sealed,
        names: taken.map(({ record }) => record.name),
        refreshTokensLeftOut: move ? 0 : taken.filter(({ exported }) => hasRefreshToken(exported)).length,
      }
    },
  }
}

/** What came in a sealed file beside an entry, as far as it is taken. */
type Brought = Planned & { readonly carried: Carried }

function withCarried(one: Planned, carried: Carried, mayNetwork: boolean): Brought {
  const isNew = one.planned.deed === 'add'
  const isTaken = isNew && mayNetwork
  const mistakes = [...one.planned.mistakes, ...carriedRemarks(carried, one.planned.name, isTaken)]
  const change = isNew ? ('new' as const) : ('kept' as const)
  const secrets = [...one.planned.secrets, ...(carried.idToken === undefined ? [] : [{ name: 'idToken', change }])]
  const planned = {
    ...one.planned,
    secrets,
    mistakes: mistakes.map((each) => ({ ...each, params: { ...each.params } })),
  }
  return { ...one, planned, carried: isTaken ? carried : { idToken: carried.idToken } }
}

/** Before anything is taken: half of a file would be the worst of both. */
function refuseStrays(each: readonly Planned[], allowed: readonly string[]): void {
  const changed = each.filter(({ planned: { deed }, strays }) => deed === 'change' && strays.length > 0)
  const wanted = [...new Set(changed.flatMap(({ strays }) => strays))].filter((origin) => !allowed.includes(origin))
  const [first] = changed.filter(({ strays }) => strays.some((origin) => wanted.includes(origin)))
  if (first === undefined) return
  const warned = first.planned.mistakes.find(({ code }) => code === 'import_sends_secrets')
  const { name } = first.planned
  raise('origin_changed', { name, bound: warned?.params['bound'] ?? '', wanted: originsText(wanted), why: 'import' })
}

function hasRefreshToken({ connection }: Exported): boolean {
  return connection.tokens?.refreshToken != null
}

/** A name and a system that the person gave count for what lacks them. */
function asWished(entries: readonly ImportedEntry[], { name, system }: Input<'moving.import'>): ImportedEntry[] {
  if (name !== undefined && entries.length > 1) raise('import_one_name')
  if (name !== undefined && !NAME_PATTERN.test(name)) raise('invalid_name')
  return entries.map((entry) => ({
    ...entry,
    ...(system === undefined || entry['system'] !== undefined ? {} : { system }),
    ...(name === undefined ? {} : { name }),
  }))
}

/** Everybody waits for the keeper while it reads: long text must be JSON. Raises input_too_large, and what reading raises. */
async function readQuickly(text: string, now: number): Promise<ImportReading> {
  if (text.length > LINES_LIMIT && jsonIn(text) === undefined) raise('input_too_large', { limit: LINES_LIMIT })
  // Loaded when somebody imports: the YAML parser is as large as the keeper.
  const { readImport } = await import('../../../shared/import-export/import-file.ts')
  return readImport(text, now)
}
