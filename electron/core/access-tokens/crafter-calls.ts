import type { Handlers } from '../../../shared/api/contract/contract.ts'
import type { ConnectionRecord } from '../connections/connection-record.ts'
import type { Connections } from '../connections/connections.ts'
import type { JournalWriter } from '../journal/journal-writer.ts'
import type { Inside } from '../requests/sending.ts'
import { createCrafterEnds } from './crafter-ends.ts'
import { crafterMakingCalls } from './crafter-making.ts'
import { createCrafterPlaces } from './crafter-places.ts'
import { cutOffIn } from './crafter-replacing.ts'
import { crafterReplacingCalls } from './crafter-replacing-calls.ts'

type CrafterContext = Pick<Inside, 'clock' | 'sender' | 'random' | 'digest'> & {
  readonly connections: Connections
  readonly journalWriter: JournalWriter
  readonly find: (name: string) => Promise<ConnectionRecord>
  readonly viewAfter: (record: ConnectionRecord) => unknown
  readonly add: Handlers['connections.add']
}

type CrafterCalls = Pick<Handlers, Extract<keyof Handlers, `crafter.${string}`>>

/** What a master token may do with all access tokens of its Crafter Profile server. */
export function createCrafterCalls(context: CrafterContext): CrafterCalls {
  const { clock, sender, random, digest, connections, journalWriter, find, viewAfter, add } = context
  const ends = createCrafterEnds({ connections, viewAfter })
  const places = createCrafterPlaces({ sender, digest, connections, journalWriter, ends, find, viewAfter })
  const { placeOf, allOf, shower, chosen, note } = places

  return {
    ...crafterMakingCalls({ clock, random, connections, places, add }),
    ...crafterReplacingCalls({ clock, random, places, ends }),
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
    'crafter.id': async ({ name, handle }) => {
      const place = await placeOf(name)
      const token = await chosen(place, handle)
      note(place, 'access_token_shown', await shower(place).show(token))
      return { id: token.id.reveal() }
    },
  }
}
