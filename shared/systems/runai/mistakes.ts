import { readAddress, withoutQuery } from '../../entry/address.ts'
import { cutBefore } from '../../entry/mended-address.ts'
import { error, warning } from '../../entry/mistake.ts'
import { pageMistakes } from '../page-address.ts'
import { type Draft, type Mistake, ownText } from '../system.ts'

/** What people get wrong with Run:AI (docs/systems/runai.md 1 and 2). */
export function runaiMistakes(draft: Draft): readonly Mistake[] {
  return [...addressMistakes(draft), ...clientMistakes(draft)]
}

function addressMistakes({ settings }: Draft): Mistake[] {
  const { host = '', path = '' } = readAddress(withoutQuery(settings.baseUrl)) ?? {}
  const found: Mistake[] = []
  if (/\/auth(\/|$)/i.test(path))
    found.push(error('settings.baseUrl', 'base_holds_realm', {}, cutBefore(settings.baseUrl, /\/auth(\/|$)/i)))
  else if (/\/(api|v1)(\/|$)/i.test(path))
    found.push(warning('settings.baseUrl', 'base_holds_endpoint', {}, cutBefore(settings.baseUrl, /\/(api|v1)(\/|$)/i)))
  else found.push(...pageMistakes(settings.baseUrl))
  // The vendor's pages say it both ways, by age: app.run.ai for all, or a name of its own for each tenant.
  if (/(^|\.)run\.ai(:|$)/i.test(host)) found.push(warning('settings.baseUrl', 'runai_host'))
  if (ownText(settings, 'tokenRequest') === 'keycloak' && ownText(settings, 'realm') === '') {
    found.push(error('settings.realm', 'required_missing', { field: 'realm' }))
  }
  return found
}

/** Either the client's own credentials, or a token that somebody pasted and that ends within a day. */
function clientMistakes({ settings, secrets }: Draft): Mistake[] {
  const { clientSecret, accessToken } = secrets
  if (clientSecret === undefined && accessToken !== undefined) return [warning('secrets.clientSecret', 'bearer_only')]
  const needed = (field: string, isThere: boolean): Mistake[] =>
    isThere ? [] : [error(field, 'required_missing', { field: field.replace(/^\w+\./, '') })]
  const lacking = [
    ...needed('settings.clientId', settings.clientId !== ''),
    ...needed('secrets.clientSecret', clientSecret !== undefined),
  ]
  if (lacking.length > 0) return lacking
  return settings.clientId === clientSecret ? [error('secrets.clientSecret', 'secret_is_client_id')] : []
}
