import { joinUrl } from '../../shared/entry/address.ts'
import { bearerRequest } from '../../shared/systems/callbacks.ts'
import { failureFault, replyFault } from '../../shared/systems/reply-fault.ts'
import { endpointOf, type Settings, type System } from '../../shared/systems/system.ts'
import { readTokenReply } from '../../shared/systems/token-requests.ts'

const PARCELS = 'parcels'

/** A made-up parcel service: a refresh token brings the next access token, and a list of parcels proves it. */
export const parcel: System = {
  id: 'parcel',
  title: 'Parcel service',
  settings: [
    { name: 'baseUrl', kind: 'url', required: true },
    { name: 'depot', kind: 'choice', required: false, choices: ['north', 'south'], default: 'north' },
    { name: 'maxRetries', kind: 'integer', required: false, default: 3 },
  ],
  endpoints: [{ name: 'renew', default: '/session/renew', required: true }],
  secrets: [
    { name: 'accessToken', required: false },
    { name: 'refreshToken', required: true },
  ],
  renewal: () => 'refresh',
  mistakes: () => [],
  renewalRequest: ({ settings, tokens }) =>
    bearerRequest('POST', urlOf(settings, 'renew'), tokens?.refreshToken?.reveal() ?? '', {
      depot: settings.own['depot'],
    }),
  readRenewal: readTokenReply,
  probes: ({ settings, tokens }) => [
    {
      name: PARCELS,
      request: bearerRequest('GET', joinUrl(settings.baseUrl, '/parcels'), tokens?.accessToken?.reveal() ?? ''),
    },
  ],
  judge(outcomes) {
    const parcels = outcomes.get(PARCELS)
    if (parcels?.kind !== 'reply')
      return { reached: 'no', tokenAccepted: 'unknown', fault: parcels === undefined ? null : failureFault(parcels) }
    const accepted = parcels.status === 200
    return { reached: 'yes', tokenAccepted: accepted ? 'yes' : 'no', fault: accepted ? null : replyFault(parcels) }
  },
}

function urlOf(settings: Settings, endpoint: string): string {
  return joinUrl(settings.baseUrl, endpointOf(parcel, settings, endpoint))
}

/** Its words; in the product they stand in text/en/fields.ts. */
export const parcelTexts = {
  systems: { parcel: { title: 'Parcel service', about: 'The refresh token stands on the depot’s notice board.' } },
  fields: { 'parcel.depot': { label: 'Depot', help: 'Where your parcels are.' } },
}
