import type { AccessToken } from '../../../shared/api/contract/access-tokens.ts'
import type { Handlers } from '../../../shared/api/contract/contract.ts'
import { type Connection, withLearned } from '../../../shared/connections/connection.ts'
import type { JournalEvent } from '../../../shared/connections/journal.ts'
import { FaultError, type FaultParams, faultOf, raise } from '../../../shared/fault.ts'
import type { HttpRequest } from '../../../shared/http.ts'
import { Secret } from '../../../shared/secret.ts'
import type { CrafterToken } from '../../../shared/systems/crafter/access-tokens.ts'
import { crafter } from '../../../shared/systems/crafter/crafter.ts'
import { type CrafterReading, readCrafterDraft } from '../../../shared/systems/crafter/draft.ts'
import { systemNamed } from '../../../shared/systems/registry.ts'
import type { Mistake, Told } from '../../../shared/systems/system.ts'
import { isoUtcOrNull } from '../../../shared/time/instant.ts'
import { createSequencerByKey } from '../concurrency/sequencer-by-key.ts'
import type { ConnectionRecord } from '../connections/connection-record.ts'
import type { Connections } from '../connections/connections.ts'
import type { JournalWriter } from '../journal/journal-writer.ts'
import type { Inside } from '../requests/sending.ts'
import { cutOffIn, type Keeping, replaceToken, restoreToken } from './crafter-replacing.ts'
import { type CrafterServer, crafterServer } from './crafter-server.ts'
import { tokenShower, usersOf } from './crafter-view.ts'

type CrafterContext = Pick<Inside, 'clock' | 'sender' | 'random' | 'digest'> & {
  readonly connections: Connections
  readonly journalWriter: JournalWriter
  readonly find: (name: string) => Promise<ConnectionRecord>
  readonly viewAfter: (record: ConnectionRecord) => unknown
  readonly add: Handlers['connections.add']
}

type Place = {
  readonly record: ConnectionRecord
  readonly connection: Connection
  readonly own: Secret
  readonly server: CrafterServer
}

type CrafterCalls = Pick<Handlers, Extract<keyof Handlers, `crafter.${string}`>>

/** What a master token may do with all access tokens of its Crafter Profile server. */
export function createCrafterCalls(context: CrafterContext): CrafterCalls {
  const { clock, sender, random, digest, connections, journalWriter, find, viewAfter, add } = context
  /** Two replacements at once would keep one token in the other's place. */
  const inTurn = createSequencerByKey()

  async function placeOf(name: string): Promise<Place> {
    const record = await find(name)
    const connection = await connections.load(record)
    if (connection.system !== crafter.id)
      raise('no_access_tokens', { name, system: systemNamed(connection.system)?.title ?? connection.system })
    const own = connection.tokens?.accessToken ?? raise('token_missing', { name })
    const send = (request: HttpRequest) => sender.sendFor(connection, request)
    return { record, connection, own, server: crafterServer(send, { settings: connection.settings, token: own }) }
  }

  const shower = ({ connection, own }: Place) => tokenShower({ connections, digest }, connection.id, own)

  async function allOf(place: Place) {
    const list = toldOrRaise(await place.server.all())
    await learn(place, list.tokens)
    return list
  }

  /** The list tells the ends of all connections that show one of its tokens: those that are no masters cannot ask themselves. */
  async function learn({ record, connection, own }: Place, tokens: readonly CrafterToken[]): Promise<void> {
    if (connection.learned['master'] !== 'yes') {
      const facts = { master: 'yes' }
      await connections.keep(record, (current) => ({ ...current, learned: withLearned(current.learned, facts) }))
      viewAfter(record)
    }
    // To look at a list changes nothing in the vault: what it tells is noted, and written with the next change of its own.
    for (const token of tokens) {
      const users = token.id.equals(own) ? [record] : await usersOf(connections, token)
      await tellEnd(token, users, async (user, change) => connections.note(user, change))
    }
  }

  async function tellEnd(
    { expiresOn }: CrafterToken,
    users: readonly ConnectionRecord[],
    tell: (record: ConnectionRecord, change: (current: Connection) => Connection) => Promise<unknown>,
  ): Promise<void> {
    for (const record of users) {
      if (expiresOn === null || record.connection?.tokens?.expiresAt === expiresOn) continue
      await tell(record, (current) => ({
        ...current,
        tokens: current.tokens && { ...current.tokens, expiresAt: expiresOn, expirySource: 'expires_at' },
      }))
      viewAfter(record)
    }
  }

  async function chosen(place: Place, handle: string): Promise<CrafterToken> {
    const { handleOf } = shower(place)
    const token = (await allOf(place)).tokens.find(({ id }) => handleOf(id) === handle)
    return token ?? raise('no_such_access_token', { name: place.record.name })
  }

  function drafted(raw: unknown, present: CrafterToken | null): { token: CrafterToken; warnings: Mistake[] } {
    const offsetMinutes = (at: number): number => clock.zoneOffsetMinutes(at)
    const { draft, mistakes } = readCrafterDraft(raw, { now: clock.now(), offsetMinutes, present })
    refuseErrors(mistakes)
    return { token: { ...draft, id: draft.id ?? newId(random.hex(16)) }, warnings: [...mistakes] }
  }

  function note(
    place: Place,
    event: JournalEvent,
    { tail }: AccessToken,
    more: Partial<{ fault: unknown }> = {},
  ): void {
    const trouble = more.fault === undefined ? {} : { fault: faultOf(more.fault).code }
    journalWriter.note({ event, connection: place.record.name, params: { token: `…${tail}` }, ...trouble })
  }

  function keeping({ record }: Place): Keeping {
    return {
      async keep(kept) {
        await connections.update(record, (current) => ({ ...current, kept }))
        viewAfter(record)
      },
    }
  }

  /** The ID goes from the server into the vault, and nowhere else. */
  async function adopt({ connection: { settings } }: Place, token: CrafterToken, as: string): Promise<void> {
    const { application, expiresOn, tenantPermissions } = token
    const tenant = tenantPermissions.find((each) => each.tenant !== '*')?.tenant
    const { allowHttp } = settings.own
    await add({
      entry: {
        name: as,
        system: crafter.id,
        settings: {
          baseUrl: settings.baseUrl,
          maxRetries: settings.maxRetries,
          endpoints: settings.endpoints,
          application,
          ...(tenant === undefined ? {} : { tenant }),
          ...(allowHttp === undefined ? {} : { allowHttp }),
          ...(expiresOn === null ? {} : { expiresAt: isoUtcOrNull(expiresOn) }),
        },
        secrets: { accessToken: token.id.reveal() },
      },
    })
  }

  function refuseTaken(as: string): void {
    if (connections.all().some(({ name }) => name === as)) raise('name_taken', { name: as })
  }

  return {
    'crafter.list': async ({ name }) => {
      const place = await placeOf(name)
      const { tokens, unreadable } = await allOf(place)
      const { show } = shower(place)
      const cutOff = cutOffIn(await connections.load(place.record))
      return {
        tokens: await Promise.all(tokens.map(show)),
        ...(unreadable === 0 ? {} : { unreadable }),
        cutOff: cutOff && (await show(cutOff)),
      }
    },
    'crafter.create': async ({ name, token: raw, as }) => {
      const place = await placeOf(name)
      const { token, warnings } = drafted(raw, null)
      if (as !== undefined) refuseTaken(as)
      const { show } = shower(place)
      const made = await place.server.make(token)
      if (!made.ok) throw new FaultError(made.here == null ? made.fault : { code: 'access_token_exists', params: {} })
      const shown = await show(token)
      note(place, 'access_token_created', shown)
      if (as === undefined) return { token: shown, warnings }
      try {
        await adopt(place, token, as)
      } catch (thrown) {
        raise('created_not_saved', { name, handle: shown.handle, cause: faultOf(thrown).code })
      }
      return { token: await show(token), warnings }
    },
    'crafter.delete': async ({ name, handle, itself = false, confirm }) => {
      const place = await placeOf(name)
      const token = await chosen(place, handle)
      const shown = await shower(place).show(token)
      if (shown.itself && !itself) raise('deletes_itself', { name })
      if (confirm !== 1) raise('confirm_deletion', { name, handle, ...whatStops(shown) })
      const removed = await place.server.remove(token.id)
      if (removed.gone !== 'yes') throw new FaultError(removed.fault)
      note(place, 'access_token_deleted', shown)
      return { token: shown }
    },
    'crafter.replace': ({ name, handle, token: raw }) =>
      inTurn(name, async () => {
        const place = await placeOf(name)
        if (place.connection.kept !== undefined) raise('replacement_cut_off', { name })
        const old = await chosen(place, handle)
        const { show } = shower(place)
        const shown = await show(old)
        if (shown.itself) raise('replaces_itself', { name })
        // The old one could not be put back as it was.
        if (old.odd !== undefined) raise('access_token_odd', { name, handle })
        const { token, warnings } = drafted(raw, old)
        try {
          await replaceToken(place.server, old, token, keeping(place))
        } catch (thrown) {
          note(place, 'access_token_cut_off', shown, { fault: thrown })
          throw thrown
        }
        await tellEnd(token, await usersOf(connections, token), connections.keep)
        note(place, 'access_token_replaced', shown)
        return { token: await show(token), warnings }
      }),
    'crafter.restore': ({ name }) =>
      inTurn(name, async () => {
        const place = await placeOf(name)
        const old = cutOffIn(place.connection) ?? raise('nothing_cut_off', { name })
        const { token, was } = await restoreToken(place.server, old, keeping(place))
        const shown = await shower(place).show(token)
        if (was === 'gone') note(place, 'access_token_restored', shown)
        return { token: shown, was }
      }),
    'crafter.adopt': async ({ name, handle, as }) => {
      const place = await placeOf(name)
      const token = await chosen(place, handle)
      refuseTaken(as)
      await adopt(place, token, as)
      return { token: await shower(place).show(token) }
    },
    'crafter.id': async ({ name, handle }) => {
      const place = await placeOf(name)
      const token = await chosen(place, handle)
      note(place, 'access_token_shown', await shower(place).show(token))
      return { id: token.id.reveal() }
    },
  }
}

function toldOrRaise<Value>(told: Told<Value>): Value {
  if (!told.ok) throw new FaultError(told.fault)
  return told.value
}

/** The first one is raised, the others are counted. */
function refuseErrors(mistakes: CrafterReading['mistakes']): void {
  const errors = mistakes.filter(({ level }) => level === 'error')
  const [first] = errors
  if (first === undefined) return
  raise(first.code, { system: crafter.id, field: first.field, ...first.params, more: errors.length - 1 })
}

/** A random UUID (RFC 9562 section 5.4), as the server makes them: ours is known before it is asked, whatever becomes of the answer. */
function newId(hex: string): Secret {
  const variant = ((Number.parseInt(hex[16] ?? '0', 16) & 3) | 8).toString(16)
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20),
  ]
  return new Secret(parts.join('-'))
}

/** What a question before a deletion says: `connections` here that use the token, `own` where it is the very master token. */
function whatStops({ application, usedBy, itself }: AccessToken): FaultParams {
  return {
    application,
    ...(usedBy.length === 0 ? {} : { connections: usedBy.join(', ') }),
    ...(itself ? { own: application } : {}),
  }
}
