import type { Handlers } from '../../../shared/api/contract/contract.ts'
import { raise } from '../../../shared/fault.ts'
import { createSequencerByKey } from '../concurrency/sequencer-by-key.ts'
import type { CorePorts } from '../requests/sending.ts'
import { drafted } from './crafter-drafts.ts'
import type { CrafterEnds } from './crafter-ends.ts'
import type { CrafterPlaces } from './crafter-places.ts'
import { cutOffIn, replaceToken, restoreToken } from './crafter-replacing.ts'

export type CrafterReplacingContext = Pick<CorePorts, 'clock' | 'random'> & {
  readonly places: CrafterPlaces
  readonly ends: CrafterEnds
}

/** One token in another's place, under the same ID. */
export function crafterReplacingCalls(context: CrafterReplacingContext) {
  const { places, ends } = context
  const { placeOf, shower, chosen, note, keeping } = places
  /** Two replacements at once would keep one token in the other's place. */
  const inTurn = createSequencerByKey()

  return {
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
        const { token, warnings } = drafted(raw, old, context)
        try {
          await replaceToken(place.server, old, token, keeping(place))
        } catch (thrown) {
          note(place, 'access_token_cut_off', shown, { fault: thrown })
          throw thrown
        }
        await ends.moved(token)
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
  } satisfies Partial<Handlers>
}
