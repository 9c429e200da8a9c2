import type { CallbackPlaces, Handlers } from '../../../shared/api/contract/contract.ts'
import { type Connection, knownOf, withLearned } from '../../../shared/connections/connection.ts'
import { joinUrl } from '../../../shared/entry/address.ts'
import { FaultError, raise } from '../../../shared/fault.ts'
import type { HttpReply } from '../../../shared/http.ts'
import { systemNamed } from '../../../shared/systems/registry.ts'
import { failureFault } from '../../../shared/systems/reply-fault.ts'
import {
  type Callbacks,
  type Changes,
  endpointOf,
  type Known,
  type Learned,
  ownText,
  type Probe,
  type ReadResult,
} from '../../../shared/systems/system.ts'
import type { ConnectionRecord } from '../connections/connection-record.ts'
import type { KeeperParts } from '../keeper-parts.ts'
import { type Pinged, pinged } from '../probing/pinging.ts'
import type { TesterContext } from '../probing/tester.ts'
import type { ValidTokens } from '../renewal/valid-tokens.ts'

export type CallbackContext = TesterContext &
  Pick<KeeperParts, 'find' | 'viewAfter'> & {
    readonly validTokens: ValidTokens
  }

/** Where a server calls back: shown, and changed there only when a person says so. */
export function createCallbackCalls(context: CallbackContext) {
  const { connections, journalWriter, find, viewAfter } = context

  async function calledBack(name: string): Promise<Pinged> {
    const record = await find(name)
    const connection = await connections.load(record)
    const system = systemNamed(connection.system)
    if (system?.callbacks === undefined) raise('no_callbacks', { name, system: system?.title ?? connection.system })
    return { record, system, callbacks: system.callbacks }
  }

  /** What the server has; what it told is remembered, so that the page can show it without asking. */
  async function thereOf({ record, callbacks }: Pinged): Promise<Learned | null> {
    const there = await authorised(context, record, callbacks.record, callbacks.readRecord)
    if (there !== null) await learn(record, there)
    return there
  }

  async function learn(record: ConnectionRecord, facts: Learned): Promise<void> {
    await connections.keep(record, (current) => ({ ...current, learned: withLearned(current.learned, facts) }))
    viewAfter(record)
  }

  return {
    'callbacks.look': async ({ name }) => {
      const place = await calledBack(name)
      const there = await thereOf(place)
      const { settings } = await connections.load(place.record)
      return placesOf(place, settings, pathOf(place, settings), there, place.callbacks.changes(settings, there))
    },
    'callbacks.apply': async ({ name, at }) => {
      const place = await calledBack(name)
      const { record, callbacks } = place
      if (at !== undefined && !callbacks.paths.includes(at))
        raise('not_a_choice', {
          field: `settings.endpoints.${callbacks.endpoint}`,
          choices: callbacks.paths.join(', '),
        })
      const { settings } = await connections.load(record)
      if (Object.keys(callbacks.changes(settings, null)).length === 0) raise('nothing_to_send', { name })
      const before = await thereOf(place)
      const changes = callbacks.changes(settings, before)
      const path = at ?? pathOf(place, settings)
      if (Object.keys(changes).length === 0) return placesOf(place, settings, path, before, changes)
      const told = await authorised(
        context,
        record,
        (known, token) => callbacks.change(known, token, path, changes),
        (reply) => callbacks.readChange(reply, path),
      )
      journalWriter.note({
        event: 'callbacks_changed',
        connection: name,
        params: { fields: Object.keys(changes).join(', ') },
      })
      // A server that answers with nothing has taken what it was sent.
      const there = told ?? { ...before, ...changes }
      if (at !== undefined) await connections.update(record, (current) => withPath(current, callbacks, at))
      await learn(record, there)
      return placesOf(place, settings, path, there, changes)
    },
    'connections.ping': async ({ name, run }) => {
      const { record, system, callbacks } = await calledBack(name)
      const result = await pinged(context, { record, system, callbacks }, run)
      viewAfter(record)
      return result
    },
  } satisfies Partial<Handlers>
}

/**
 * One call with the token that is there. What OSAIS says to a token that has ended is written nowhere, so any such
 * "no" is answered with one login more (docs/systems/osais.md 3e).
 */
async function authorised<Value>(
  { validTokens, connections, sender }: CallbackContext,
  record: ConnectionRecord,
  request: (known: Known, token: string) => Probe,
  read: (reply: HttpReply) => ReadResult<Value>,
): Promise<Value> {
  const once = async (): Promise<ReadResult<Value>> => {
    await validTokens.token(record, undefined)
    // Token and address of one moment: between the two a person may have entered another server with its own.
    const connection = await connections.load(record)
    const token = connection.tokens?.accessToken ?? raise('token_missing', { name: record.name })
    const outcome = await sender.sendFor(connection, request(knownOf(connection), token.reveal()).request)
    return outcome.kind === 'failure' ? { ok: false, fault: failureFault(outcome) } : read(outcome)
  }
  let told = await once()
  if (!told.ok && told.fault.code === 'token_rejected') {
    await validTokens.force(record)
    told = await once()
  }
  if (!told.ok) throw new FaultError(told.fault)
  return told.value
}

function pathOf({ system, callbacks }: Pinged, settings: Connection['settings']): string {
  return endpointOf(system, settings, callbacks.endpoint)
}

/** A person chose this path and it worked: from now on it is the one. */
function withPath(current: Connection, { endpoint }: Callbacks, path: string): Connection {
  const { settings } = current
  return { ...current, settings: { ...settings, endpoints: { ...settings.endpoints, [endpoint]: path } } }
}

function placesOf(
  { callbacks }: Pinged,
  settings: Connection['settings'],
  path: string,
  there: Learned | null,
  changes: Changes,
): CallbackPlaces {
  const kept = (all: (name: string) => string) => Object.fromEntries(callbacks.fields.map((name) => [name, all(name)]))
  return {
    url: joinUrl(settings.baseUrl, path),
    here: kept((name) => ownText(settings, name)),
    there: there && kept((name) => there[name] ?? ''),
    changes: { ...changes },
    validatedAt: there?.['validatedAt'] || null,
  }
}
