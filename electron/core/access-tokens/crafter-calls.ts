import type { Handlers } from '../../../shared/api/contract/contract.ts'
import type { KeeperParts } from '../keeper-parts.ts'
import { createCrafterEnds } from './crafter-ends.ts'
import { crafterMakingCalls } from './crafter-making.ts'
import { createCrafterPlaces } from './crafter-places.ts'
import { cutOffIn } from './crafter-replacing.ts'
import { crafterReplacingCalls } from './crafter-replacing-calls.ts'

type CrafterContext = Pick<
  KeeperParts,
  'clock' | 'sender' | 'random' | 'digest' | 'connections' | 'journalWriter' | 'find' | 'viewAfter'
> & {
  readonly add: Handlers['connections.add']
}

/** What a master token may do with all access tokens of its Crafter Profile server. */
export function createCrafterCalls(context: CrafterContext) {
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
  } satisfies Partial<Handlers>
}
