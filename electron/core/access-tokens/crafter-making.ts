import type { AccessToken } from '../../../shared/api/contract/access-tokens.ts'
import type { Handlers } from '../../../shared/api/contract/contract.ts'
import { FaultError, type FaultParams, faultOf, raise } from '../../../shared/fault.ts'
import type { CrafterToken } from '../../../shared/systems/crafter/access-tokens.ts'
import { crafter } from '../../../shared/systems/crafter/crafter.ts'
import { isoUtcOrNull } from '../../../shared/time/instant.ts'
import type { KeeperParts } from '../keeper-parts.ts'
import { drafted } from './crafter-drafts.ts'
import type { Place } from './crafter-place.ts'
import type { CrafterPlaces } from './crafter-places.ts'

export type CrafterMakingContext = Pick<KeeperParts, 'clock' | 'random' | 'connections'> & {
  readonly places: CrafterPlaces
  readonly add: Handlers['connections.add']
}

/** Tokens made, deleted, and taken over as connections of this computer. */
export function crafterMakingCalls(context: CrafterMakingContext) {
  const { connections, places, add } = context
  const { placeOf, shower, chosen, note } = places

  function refuseTaken(as: string): void {
    if (connections.all().some(({ name }) => name === as)) raise('name_taken', { name: as })
  }

  return {
    'crafter.create': async ({ name, token: raw, as }) => {
      const place = await placeOf(name)
      const { token, warnings } = drafted(raw, null, context)
      if (as !== undefined) refuseTaken(as)
      const { show } = shower(place)
      const made = await place.server.make(token)
      if (!made.ok) throw new FaultError(made.here == null ? made.fault : { code: 'access_token_exists', params: {} })
      const shown = await show(token)
      note(place, 'access_token_created', shown)
      if (as === undefined) return { token: shown, warnings }
      try {
        await adopt(add, place, token, as)
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
    'crafter.adopt': async ({ name, handle, as }) => {
      const place = await placeOf(name)
      const token = await chosen(place, handle)
      refuseTaken(as)
      await adopt(add, place, token, as)
      return { token: await shower(place).show(token) }
    },
  } satisfies Partial<Handlers>
}

/** The ID goes from the server into the vault, and nowhere else. */
async function adopt(
  add: Handlers['connections.add'],
  { connection: { settings } }: Place,
  token: CrafterToken,
  as: string,
): Promise<void> {
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

/** What a question before a deletion says: `connections` here that use the token, `own` where it is the very master token. */
function whatStops({ application, usedBy, itself }: AccessToken): FaultParams {
  return {
    application,
    ...(usedBy.length === 0 ? {} : { connections: usedBy.join(', ') }),
    ...(itself ? { own: application } : {}),
  }
}
