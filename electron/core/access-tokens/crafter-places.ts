import type { AccessToken } from '../../../shared/api/contract/access-tokens.ts'
import type { JournalEvent } from '../../../shared/connections/journal.ts'
import { FaultError, faultOf, raise } from '../../../shared/fault.ts'
import type { HttpRequest } from '../../../shared/http.ts'
import type { CrafterToken } from '../../../shared/systems/crafter/access-tokens.ts'
import { crafter } from '../../../shared/systems/crafter/crafter.ts'
import { systemNamed } from '../../../shared/systems/registry.ts'
import type { ReadResult } from '../../../shared/systems/system.ts'
import type { KeeperParts } from '../keeper-parts.ts'
import type { CrafterEnds } from './crafter-ends.ts'
import type { Place } from './crafter-place.ts'
import type { Keeping } from './crafter-replacing.ts'
import { crafterServer } from './crafter-server.ts'
import { tokenShower } from './crafter-view.ts'

/** What every call begins with: which connection asks which server, and what it shows of a token. */
export type CrafterPlaces = ReturnType<typeof createCrafterPlaces>

export type CrafterPlacesContext = Pick<
  KeeperParts,
  'sender' | 'digest' | 'connections' | 'journalWriter' | 'find' | 'viewAfter'
> & {
  readonly ends: CrafterEnds
}

export function createCrafterPlaces(context: CrafterPlacesContext) {
  const { sender, digest, connections, journalWriter, ends, find, viewAfter } = context

  /** Raises no_access_tokens, token_missing, and what reading the connection raises. */
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

  /** Raises what the server says to it. */
  async function allOf(place: Place) {
    const list = toldOrRaise(await place.server.all())
    await ends.learn(place, list.tokens)
    return list
  }

  /** Raises no_such_access_token. */
  async function chosen(place: Place, handle: string): Promise<CrafterToken> {
    const { handleOf } = shower(place)
    const token = (await allOf(place)).tokens.find(({ id }) => handleOf(id) === handle)
    return token ?? raise('no_such_access_token', { name: place.record.name })
  }

  function note(
    place: Place,
    event: JournalEvent,
    { tail }: AccessToken,
    more: Partial<{ fault: unknown }> = {},
  ): void {
    const trouble = more.fault === undefined ? null : faultOf(more.fault)
    journalWriter.note({ event, connection: place.record.name, params: { token: `…${tail}` }, fault: trouble })
  }

  function keeping({ record }: Place): Keeping {
    return {
      async keep(kept) {
        await connections.update(record, (current) => ({ ...current, kept }))
        viewAfter(record)
      },
    }
  }

  return { placeOf, allOf, shower, chosen, note, keeping }
}

function toldOrRaise<Value>(told: ReadResult<Value>): Value {
  if (!told.ok) throw new FaultError(told.fault)
  return told.value
}
