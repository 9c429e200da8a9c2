import { recordOrNull } from '../../encoding/record.ts'
import { joinUrl } from '../../entry/address.ts'
import type { HttpReply } from '../../http.ts'
import { recordIn } from '../../tokens/token.ts'
import type { RawTokens } from '../../tokens/token-fields.ts'
import { bearerRequest } from '../callbacks.ts'
import { serverFact } from '../server-fact.ts'
import { endpointOf, type Known, type Learned, type Probe } from '../system.ts'
import { osaisFields } from './fields.ts'

export const CLIENT_PROOF = 'osais_client'

/** The client's own record (docs/systems/osais.md 3a; undocumented, used by the vendor's library). */
export function clientProbe({ settings }: Known, token: string): Probe {
  const url = joinUrl(settings.baseUrl, endpointOf(osaisFields, settings, 'client'))
  return { name: CLIENT_PROOF, request: bearerRequest('GET', url, token) }
}

/** What every good reply of OSAIS has its facts in; empty where there is none. */
export function dataOf(reply: HttpReply): RawTokens {
  return recordOrNull(recordIn(reply)?.['data']) ?? {}
}

/** The server's name for a fact, and ours. */
const FACTS = { domain: 'domain', uriNotify: 'uriNotify', uriUpload: 'uriUpload', validated_at: 'validatedAt' }

/** What the server keeps of this client, as far as it is public: call-back settings and when it was validated. */
export function factsIn(reply: HttpReply): Learned {
  const data = dataOf(reply)
  return Object.fromEntries(Object.entries(FACTS).map(([theirs, ours]) => [ours, serverFact(data[theirs])]))
}
