import type { Output } from '../../../shared/api/contract/contract.ts'
import { unboundOrigins } from '../../../shared/connections/binding.ts'
import { type Connection, credentialsIn, NAME_PATTERN } from '../../../shared/connections/connection.ts'
import { editionOf } from '../../../shared/connections/edition.ts'
import type { Edit } from '../../../shared/connections/undo-edit.ts'
import type { DraftBase, DraftReading } from '../../../shared/entry/draft.ts'
import { judgeDraft } from '../../../shared/entry/judge-draft.ts'
import { plainWord } from '../../../shared/entry/plain-word.ts'
import { FaultError, faultOf, raise } from '../../../shared/fault.ts'
import { SYSTEMS, systemNamed } from '../../../shared/systems/registry.ts'
import type { Mistake, System } from '../../../shared/systems/system.ts'
import { createSequencerByKey } from '../concurrency/sequencer-by-key.ts'
import type { Digest, Ports } from '../ports.ts'
import type { Site } from '../site/site.ts'
import type { ConnectionRecord } from './connection-record.ts'
import type { Connections } from './connections.ts'
import type { Change } from './documents.ts'
import { edited } from './edited-connection.ts'
import { newConnection } from './new-connection.ts'

/** Adds and changes connections. Nothing is saved that holds an error; what was repaired comes back as warnings. */
export type Editor = {
  add(entry: unknown): Promise<{ record: ConnectionRecord; warnings: Output<'connections.add'>['warnings'] }>
  edit(record: ConnectionRecord, entry: unknown, how: EditHow): Promise<Edited>
  /** Lets the stored secrets go to these origins too, which an issuer has told or settings may lead to. */
  allow(record: ConnectionRecord, origins: readonly string[]): Promise<readonly string[]>
  rename(record: ConnectionRecord, to: string): Promise<void>
  /** What saving would save; nothing is saved, and a new one needs no name yet. */
  drafted(entry: unknown, record: ConnectionRecord | null): Promise<Drafted>
}

type EditHow = {
  /** Origins to which a person outside of any page lets the stored secrets go. */
  readonly allowed: readonly string[]
  /** What it is called from now on, whatever name the entry has: that changes together with the rest, or neither does. */
  readonly newName: string | undefined
  /** What was seen before; undefined for whoever has not looked. */
  readonly edition: string | undefined
}

type Edited = {
  readonly warnings: Output<'connections.edit'>['warnings']
  /** The origins that the secrets go to from now on and did not before. */
  readonly origins: readonly string[]
  readonly edit: Edit
  /** Of tags and note alone: what a person calls it is nothing that happened to it. */
  readonly wordsAlone: boolean
}

type Drafted = { readonly connection: Connection; readonly warnings: Output<'connections.add'>['warnings'] }

export function createEditor(
  connections: Connections,
  site: Pick<Site, 'settings' | 'assertFree' | 'assertOwn'>,
  ports: Pick<Ports, 'clock' | 'random' | 'machine' | 'digest'>,
): Editor {
  const { clock, machine, digest } = ports
  const saving = { connections, site }
  const withOwnToken = createOwnRefreshTokens(connections, digest)

  function readNew(entry: unknown) {
    const system = systemOf(entry)
    const whole = defaulted(entry, site.settings().defaults[system.id])
    return { system, reading: judgeDraft(whole, system, null, clock.now()) }
  }

  async function add(entry: unknown): ReturnType<Editor['add']> {
    const { system, reading } = readNew(entry)
    const name = nameOf(reading.name)
    refuseTaken(connections, name)
    const warnings = warningsOf(reading)
    const record = await withOwnToken(reading, null, () => connections.add(newConnection(ports, reading, system, name)))
    return { record, warnings }
  }

  async function drafted(entry: unknown, record: ConnectionRecord | null): Promise<Drafted> {
    if (record === null) {
      const { system, reading } = readNew(entry)
      return { connection: newConnection(ports, reading, system, reading.name ?? ''), warnings: warningsOf(reading) }
    }
    const { reading, current, system } = await readEdit(connections, site, record, entry, clock.now())
    const around = { system, now: clock.now(), machine: machine.id, digest, allowed: [] }
    return { warnings: warningsOf(reading), connection: edited(current, reading, around) }
  }

  async function edit(
    record: ConnectionRecord,
    entry: unknown,
    { allowed, newName, edition }: EditHow,
  ): ReturnType<Editor['edit']> {
    const assertSeen = (latest: Connection): void => {
      if (edition !== undefined && editionOf(latest, digest) !== edition)
        raise('edited_meanwhile', { name: record.name })
    }
    // Before its mistakes are told: against what is there now they may be none.
    assertSeen(await connections.load(record))
    const { reading, current, system } = await readEdit(connections, site, record, entry, clock.now())
    const warnings = warningsOf(reading)
    const yes = [...allowed, ...site.settings().allowedOrigins]
    const around = { system, now: clock.now(), machine: machine.id, digest, allowed: yes }
    const change: Change = (latest) => {
      assertSeen(latest)
      const isSame = latest.settings === current.settings && latest.tokens === current.tokens
      return edited(latest, isSame ? reading : readAnew(entry, system, latest, clock.now()), around)
    }
    const to = newName ?? nameIn(entry, reading)
    const done = await withOwnToken(reading, record, () => changedBy(saving, record, change, to))
    if (!reading.hasOnlyTagsAndNote) record.cleared()
    return { warnings, origins: newOrigins(done), edit: done, wordsAlone: reading.hasOnlyTagsAndNote }
  }

  async function allow(record: ConnectionRecord, allowed: readonly string[]): Promise<readonly string[]> {
    const done = await changedBy(saving, record, (latest) => {
      const { origins, open } = latest.bound
      return { ...latest, bound: { origins: [...origins, ...unboundOrigins(latest.bound, allowed)], open } }
    })
    record.cleared()
    return newOrigins(done)
  }

  async function rename(record: ConnectionRecord, to: string): Promise<void> {
    if (to !== record.name) await changedBy(saving, record, (latest) => latest, to)
  }

  return { add, edit, allow, rename, drafted }
}

type Saving = { readonly connections: Connections; readonly site: Pick<Site, 'assertOwn'> }

/** Saves, and gives the document before and after. */
async function changedBy(
  { connections, site }: Saving,
  record: ConnectionRecord,
  change: Change,
  newName?: string,
): Promise<Edit> {
  let before: Connection | null = null
  const make: Change = (latest) => {
    before = latest
    return change(latest)
  }
  const isRenamed = newName !== undefined && newName !== record.name
  if (isRenamed) site.assertOwn(record.name)
  const after = await (isRenamed ? connections.rename(record, newName, make) : connections.update(record, make))
  return { before: before ?? after, after }
}

type Reading = { readonly reading: DraftReading; readonly current: Connection; readonly system: System }

/** Raises system_fixed, unknown_system, managed_field. */
async function readEdit(
  connections: Connections,
  site: Pick<Site, 'assertFree'>,
  record: ConnectionRecord,
  entry: unknown,
  now: number,
): Promise<Reading> {
  const current = await connections.load(record)
  const system =
    systemNamed(current.system) ?? raise('unknown_system', { system: current.system, known: knownSystems() })
  const named = asRecord(entry)
  if (named['system'] !== undefined && named['system'] !== system.id) raise('system_fixed', { name: record.name })
  const reading = judgeDraft(entry, system, baseOf(current), now)
  site.assertFree(record.name, current.settings, reading.draft.settings)
  return { reading, current, system }
}

/** Of what has changed meanwhile only what the entry says changes again. Raises the first error that it makes there. */
function readAnew(entry: unknown, system: System, latest: Connection, now: number): DraftReading {
  const reading = judgeDraft(entry, system, baseOf(latest), now)
  warningsOf(reading)
  return reading
}

function newOrigins({ before, after }: Edit): readonly string[] {
  return unboundOrigins(before.bound, after.bound.origins)
}

/** What an edit starts from. */
export function baseOf(connection: Connection): DraftBase {
  const { tokens } = connection
  const secrets = {
    accessToken: tokens?.accessToken?.reveal(),
    refreshToken: tokens?.refreshToken?.reveal(),
    ...Object.fromEntries(credentialsIn(connection).map(([name, { secret }]) => [name, secret.reveal()])),
  }
  return {
    settings: connection.settings,
    secrets: Object.fromEntries(Object.entries(secrets).filter(([, value]) => value !== undefined)),
    typedExpiresAt: tokens?.expirySource === 'typed' ? tokens.expiresAt : null,
  }
}

function asRecord(entry: unknown): Record<string, unknown> {
  return typeof entry === 'object' && entry !== null && !Array.isArray(entry) ? { ...entry } : {}
}

/** What the site wants for connections of this system, where the entry itself says nothing of it. */
function defaulted(entry: unknown, defaults: Readonly<Record<string, unknown>> | undefined): unknown {
  if (defaults === undefined) return entry
  const top = asRecord(entry)
  const settings = asRecord(top['settings'])
  const endpoints = { ...asRecord(defaults['endpoints']), ...asRecord(settings['endpoints']) }
  return { ...top, settings: { ...defaults, ...settings, endpoints } }
}

function knownSystems(): string {
  return SYSTEMS.map((system) => system.id).join(', ')
}

function systemOf(entry: unknown): System {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) raise('bad_shape', { where: 'connection' })
  const id = asRecord(entry)['system']
  if (id === undefined) raise('required_missing', { field: 'system' })
  const system = typeof id === 'string' ? systemNamed(id) : null
  return (
    system ?? raise('unknown_system', { system: typeof id === 'string' ? plainWord(id) : '?', known: knownSystems() })
  )
}

/** The name that an edit gives, if it gives one. Raises required_missing, invalid_name. */
function nameIn(entry: unknown, { name }: DraftReading): string | undefined {
  return asRecord(entry)['name'] === undefined ? undefined : nameOf(name)
}

function nameOf(name: string | null): string {
  if (name === null || name === '') raise('required_missing', { field: 'name' })
  if (!NAME_PATTERN.test(name)) raise('invalid_name', { field: 'name' })
  return name
}

function refuseTaken(connections: Connections, name: string): void {
  if (connections.all().some((record) => record.name === name)) raise('name_taken', { name })
}

/** Raises the first error; the others are counted, and seen by whoever judges the draft itself before asking. */
function warningsOf(reading: DraftReading): Mistake[] {
  const errors = reading.mistakes.filter((mistake) => mistake.level === 'error')
  const [first] = errors
  if (first !== undefined) raise(first.code, { field: first.field, ...first.params, more: errors.length - 1 })
  return reading.mistakes.map((mistake) => ({ ...mistake }))
}

/** Runs `save` where no other connection has the refresh token that was typed; of two that come in one moment the second finds the first. */
function createOwnRefreshTokens(connections: Connections, digest: Digest) {
  const byToken = createSequencerByKey()
  return <Value>(
    { typedSecrets, draft }: DraftReading,
    record: ConnectionRecord | null,
    save: () => Promise<Value>,
  ): Promise<Value> => {
    const { refreshToken } = draft.secrets
    if (refreshToken === undefined || !typedSecrets.includes('refreshToken')) return save()
    return byToken(refreshToken, async () => {
      await refuseSameRefreshToken(connections, refreshToken, record, digest)
      return await save()
    })
  }
}

/**
 * One rotating refresh token in two connections ends both at the first renewal (docs/decisions.md 9), also where one of them
 * has spent it already: that one is found by its digest.
 */
export async function refuseSameRefreshToken(
  connections: Connections,
  token: string | undefined,
  except: ConnectionRecord | null,
  digest?: Digest,
): Promise<void> {
  if (token === undefined) return
  const mark = digest?.(token)
  for (const record of connections.all()) {
    if (record === except || record.gone) continue
    // Of thousands, nearly all have been read: to wait for each would take longer than all else that an import does for one.
    const other = record.connection ?? (await loadedOrNull(connections, record))
    const isSame = other?.tokens?.refreshToken?.reveal() === token
    if (isSame || (mark !== undefined && other?.enteredRefresh === mark))
      raise('same_refresh_token', { name: record.name })
  }
}

/** A damaged neighbour must not forbid adding; a shut vault forbids it anyway when saving. */
async function loadedOrNull(connections: Connections, record: ConnectionRecord): Promise<Connection | null> {
  try {
    return await connections.load(record)
  } catch (thrown) {
    if (thrown instanceof FaultError && faultOf(thrown).code !== 'bug') return null
    throw thrown
  }
}
