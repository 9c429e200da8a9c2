import type { Output } from '../../shared/contract.ts'
import { type Connection, credentialsIn, DOCUMENT_VERSION, NAME_PATTERN } from '../../shared/domain/connection.ts'
import type { DraftBase, DraftReading } from '../../shared/domain/draft.ts'
import { judgedDraft } from '../../shared/domain/judged-draft.ts'
import { plainWord } from '../../shared/domain/plain-word.ts'
import { pastedTokens, type TokenSet } from '../../shared/domain/token.ts'
import { FaultError, faultOf, raise } from '../../shared/fault.ts'
import { Secret } from '../../shared/secret.ts'
import { SYSTEMS, systemNamed } from '../../shared/systems/registry.ts'
import {
  CREDENTIAL_NAMES,
  type Draft,
  type Mistake,
  type SecretName,
  type Settings,
  type System,
} from '../../shared/systems/system.ts'
import type { Connections } from './connections.ts'
import type { Held } from './held.ts'
import type { Ports } from './ports.ts'

/** Adds and changes connections. Nothing is saved that holds an error; what was repaired comes back as warnings. */
export type Editor = {
  add(entry: unknown): Promise<{ held: Held; warnings: Output<'connections.add'>['warnings'] }>
  edit(held: Held, entry: unknown): Promise<Output<'connections.edit'>['warnings']>
  rename(held: Held, to: string): Promise<void>
  /** What saving would save; nothing is saved, and a new one needs no name yet. */
  drafted(entry: unknown, held: Held | null): Promise<Drafted>
}

type Drafted = { readonly connection: Connection; readonly warnings: Output<'connections.add'>['warnings'] }

export function createEditor(connections: Connections, ports: Pick<Ports, 'clock' | 'random' | 'machine'>): Editor {
  const { clock, random, machine } = ports

  async function add(entry: unknown): ReturnType<Editor['add']> {
    const system = systemOf(entry)
    const reading = judgedDraft(entry, system, null, clock.now())
    const name = nameOf(reading.name)
    refuseTaken(connections, name)
    const warnings = warningsOf(reading)
    await refuseSameRefreshToken(connections, reading.draft.secrets.refreshToken, null)
    return { held: await connections.add(made(reading.draft, system, name)), warnings }
  }

  function made(draft: Draft, system: System, name: string): Connection {
    const now = clock.now()
    return {
      version: DOCUMENT_VERSION,
      id: random.hex(8),
      name,
      system: system.id,
      machine: machine.id,
      createdAt: now,
      settings: {
        ...draft.settings,
        endpoints: { ...draft.settings.endpoints },
        own: { ...draft.settings.own } as Connection['settings']['own'],
      },
      credentials: credentialsFrom(draft, {}, CREDENTIAL_NAMES, now),
      tokens: tokensFrom(draft, null, ['accessToken', 'refreshToken'], now),
      asked: null,
      refused: null,
      rejectedGeneration: null,
      pausedAt: null,
      announced: null,
      lastRenewal: null,
      renewedAt: null,
      superseded: null,
      validated: null,
      learned: {},
    }
  }

  async function readEdit(held: Held, entry: unknown): Promise<{ reading: DraftReading; current: Connection }> {
    const current = await connections.load(held)
    const system =
      systemNamed(current.system) ?? raise('unknown_system', { system: current.system, known: knownSystems() })
    const named = asRecord(entry)
    if (named['system'] !== undefined && named['system'] !== system.id) raise('system_fixed', { name: held.name })
    if (named['name'] !== undefined && named['name'] !== held.name) raise('use_rename', { name: held.name })
    return { reading: judgedDraft(entry, system, baseOf(current), clock.now()), current }
  }

  async function drafted(entry: unknown, held: Held | null): Promise<Drafted> {
    if (held === null) {
      const system = systemOf(entry)
      const reading = judgedDraft(entry, system, null, clock.now())
      const warnings = warningsOf(reading)
      return { connection: made(reading.draft, system, reading.name ?? ''), warnings }
    }
    const { reading, current } = await readEdit(held, entry)
    return { warnings: warningsOf(reading), connection: edited(current, reading, clock.now(), machine.id) }
  }

  async function edit(held: Held, entry: unknown): ReturnType<Editor['edit']> {
    const { reading } = await readEdit(held, entry)
    const warnings = warningsOf(reading)
    if (reading.typedSecrets.includes('refreshToken')) {
      await refuseSameRefreshToken(connections, reading.draft.secrets.refreshToken, held)
    }
    await connections.update(held, (latest) => edited(latest, reading, clock.now(), machine.id))
    held.failure = null
    held.notBefore = null
    held.fruitless = 0
    return warnings
  }

  async function rename(held: Held, to: string): Promise<void> {
    if (to === held.name) return
    refuseTaken(connections, to)
    await connections.rename(held, to)
  }

  return { add, edit, rename, drafted }
}

/** A person did something about it, so an old refusal no longer counts; tokens pasted count as a new generation. */
function edited(latest: Connection, reading: DraftReading, now: number, machine: string): Connection {
  const { draft, typedSecrets } = reading
  return {
    ...latest,
    machine,
    settings: {
      ...draft.settings,
      endpoints: { ...draft.settings.endpoints },
      own: { ...draft.settings.own } as Connection['settings']['own'],
    },
    credentials: credentialsFrom(draft, latest.credentials, typedSecrets, now),
    // Whatever a server has shown was that server's, asked that way.
    learned: isSameServer(draft.settings, latest.settings) ? latest.learned : {},
    tokens: tokensFrom(draft, latest.tokens, typedSecrets, now),
    renewedAt: isSameServer(draft.settings, latest.settings) ? latest.renewedAt : null,
    superseded: typedSecrets.includes('refreshToken') ? null : latest.superseded,
    asked: typedSecrets.includes('refreshToken') ? null : latest.asked,
    refused: null,
    // What a test found was found with what was there before.
    validated: latest.validated && { ...latest.validated, generation: null },
    rejectedGeneration: null,
  }
}

function credentialsFrom(
  draft: Draft,
  before: Connection['credentials'],
  typed: readonly SecretName[],
  now: number,
): Connection['credentials'] {
  const arrived = CREDENTIAL_NAMES.flatMap((name) => {
    const text = typed.includes(name) ? draft.secrets[name] : undefined
    return text === undefined ? [] : [[name, { secret: new Secret(text), since: now }] as const]
  })
  return { ...before, ...Object.fromEntries(arrived) }
}

/** The base URL, the addresses and the system's own settings: any of them may lead to a server that answers otherwise. */
function isSameServer(one: Settings, other: Settings): boolean {
  const whereabouts = ({ baseUrl, endpoints, own }: Settings): string => JSON.stringify([baseUrl, endpoints, own])
  return whereabouts(one) === whereabouts(other)
}

function tokensFrom(draft: Draft, before: TokenSet | null, typed: readonly string[], now: number): TokenSet | null {
  const access = typed.includes('accessToken') ? draft.secrets.accessToken : undefined
  const refresh = typed.includes('refreshToken') ? draft.secrets.refreshToken : undefined
  const generation = (before?.generation ?? 0) + 1
  if (access !== undefined) {
    const refreshToken = refresh === undefined ? (before?.refreshToken ?? null) : new Secret(refresh)
    return pastedTokens(
      { accessToken: new Secret(access), refreshToken, typedExpiresAt: draft.typedExpiresAt },
      now,
      generation,
    )
  }
  if (refresh !== undefined) {
    const fresh = pastedTokens(
      { accessToken: null, refreshToken: new Secret(refresh), typedExpiresAt: null },
      now,
      generation,
    )
    if (before === null) return fresh
    const { refreshToken, refreshIssuedAt, refreshExpiresAt, refreshExpiryFixed } = fresh
    return { ...before, refreshToken, refreshIssuedAt, refreshExpiresAt, refreshExpiryFixed, generation }
  }
  const retyped = draft.typedExpiresAt !== null && (before?.expirySource === 'typed' || before?.expirySource === 'none')
  return before !== null && retyped ? { ...before, expiresAt: draft.typedExpiresAt, expirySource: 'typed' } : before
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

function nameOf(name: string | null): string {
  if (name === null || name === '') raise('required_missing', { field: 'name' })
  if (!NAME_PATTERN.test(name)) raise('name_unfit', { field: 'name' })
  return name
}

function refuseTaken(connections: Connections, name: string): void {
  if (connections.all().some((held) => held.name === name)) raise('name_taken', { name })
}

/** Raises the first error; the others are counted, and seen by whoever judges the draft itself before asking. */
function warningsOf(reading: DraftReading): Mistake[] {
  const errors = reading.mistakes.filter((mistake) => mistake.level === 'error')
  const [first] = errors
  if (first !== undefined) raise(first.code, { field: first.field, ...first.params, more: errors.length - 1 })
  return reading.mistakes.map((mistake) => ({ ...mistake }))
}

/** One rotating refresh token in two connections ends both at the first renewal (design decision 9). */
export async function refuseSameRefreshToken(
  connections: Connections,
  token: string | undefined,
  except: Held | null,
): Promise<void> {
  if (token === undefined) return
  for (const held of connections.all()) {
    if (held === except || held.gone) continue
    const other = await loadedOrNull(connections, held)
    if (other?.tokens?.refreshToken?.reveal() === token) raise('same_refresh_token', { name: held.name })
  }
}

/** A damaged neighbour must not forbid adding; a shut vault forbids it anyway when saving. */
async function loadedOrNull(connections: Connections, held: Held): Promise<Connection | null> {
  try {
    return await connections.load(held)
  } catch (thrown) {
    if (thrown instanceof FaultError && faultOf(thrown).code !== 'bug') return null
    throw thrown
  }
}
