import { joinUrl } from '../../entry/address.ts'
import { withoutEnd } from '../../entry/trimming.ts'
import { fault } from '../../fault.ts'
import type { HttpOutcome, HttpRequest } from '../../http.ts'
import { Secret } from '../../secret.ts'
import {
  endpointOf,
  type Known,
  ownText,
  type Probe,
  type ProbeResult,
  type RenewalAnswer,
  type Settings,
  type System,
} from '../system.ts'
import { crafterMistakes } from './mistakes.ts'
import { judgeCrafter } from './verdict.ts'

/** The number of tenants: the only call that needs no name of anything. */
const COUNT_PATH = 'tenant/count'

/**
 * Crafter Profile (docs/systems/crafter.md): the token is the ID of a record with a fixed end. There is nothing to
 * renew it with; a person makes a new one. The server wants it in the query of the address, so no address of it is ever
 * shown.
 */
export const crafter: System = {
  id: 'crafter',
  title: 'Crafter Profile',
  settings: [
    { name: 'baseUrl', kind: 'url', required: true },
    { name: 'application', kind: 'text', required: false },
    { name: 'tenant', kind: 'text', required: false },
    { name: 'maxRetries', kind: 'integer', required: false, default: 3 },
    { name: 'expiresAt', kind: 'moment', required: false },
    { name: 'allowHttp', kind: 'flag', required: false, default: false },
  ],
  endpoints: [{ name: 'api', default: '/api/1', required: true }],
  secrets: [{ name: 'accessToken', required: true, anyText: true }],
  renewal: () => 'none',
  mistakes: crafterMistakes,
  // Never asked for: the core renews only what is renewable (shared/connections/connection.ts).
  renewalRequest: ({ settings }: Known) => crafterRequest(settings, new Secret(''), 'access_token/all'),
  readRenewal: (): RenewalAnswer => ({ ok: false, fault: fault('nothing_to_renew_with') }),
  probes,
  judge: (outcomes: ReadonlyMap<string, HttpOutcome>): ProbeResult =>
    judgeCrafter(outcomes.get(OWN_RECORD), outcomes.get(TENANT), outcomes.get(COUNT)),
  // Whoever may list or make tokens there has more than the one that was lent.
  protectedAddresses: (settings) => [addressOf(settings, 'access_token')],
  programCall: { endpoint: 'api', path: COUNT_PATH, parameter: 'accessTokenId' },
}

/** Section 2: the token goes into the query of every call; no header is read. */
export function crafterRequest(settings: Settings, token: Secret, path: string): HttpRequest {
  const url = `${addressOf(settings, path)}?accessTokenId=${inAddress(token)}`
  return { method: 'GET', url, headers: { accept: 'application/json' }, timeoutMs: 10_000 }
}

function addressOf(settings: Settings, path: string): string {
  return `${withoutEnd(joinUrl(settings.baseUrl, endpointOf(crafter, settings, 'api')), '/')}/${path}`
}

/** Whatever text an ID is; what is no Unicode could not have come from the server either. */
export function inAddress(id: Secret): string {
  return encodeURIComponent(id.reveal().toWellFormed())
}

const OWN_RECORD = 'own_record'
const TENANT = 'tenant'
const COUNT = 'tenant_count'
/** Servers in front of it and the suffix rule of section 2 read such signs in the path as something else. */
const UNSAFE_IN_PATH = /[/\\;%.?#]/

/** There is no who-am-I: a token asks for its own record, and the kind of "no" tells (section 6). */
function probes({ settings, tokens }: Known): readonly Probe[] {
  const token = tokens?.accessToken
  if (token == null) return []
  const own: Probe = {
    name: OWN_RECORD,
    request: crafterRequest(settings, token, `access_token/${inAddress(token)}`),
    shownUrl: addressOf(settings, 'access_token/…'),
  }
  const found = [own]
  const tenant = ownText(settings, 'tenant')
  if (tenant !== '') {
    const path = `tenant/${encodeURIComponent(tenant)}`
    found.push({ name: TENANT, request: crafterRequest(settings, token, path), shownUrl: addressOf(settings, path) })
  }
  if (!UNSAFE_IN_PATH.test(token.reveal())) return found
  const request = crafterRequest(settings, token, COUNT_PATH)
  return [...found, { name: COUNT, request, shownUrl: addressOf(settings, COUNT_PATH) }]
}
