import { readAddress, withoutQuery } from '../../entry/address.ts'
import { error, warning } from '../../entry/mistake.ts'
import { type Draft, type Mistake, ownText } from '../system.ts'

/** What people get wrong with OSAIS (docs/systems/osais.md, "Pitfalls" of section 1). */
export function osaisMistakes(draft: Draft): readonly Mistake[] {
  return [...addressMistakes(draft), ...callbackMistakes(draft), ...secretMistakes(draft)]
}

function addressMistakes({ settings }: Draft): Mistake[] {
  const { path = '' } = readAddress(withoutQuery(settings.baseUrl)) ?? {}
  const found: Mistake[] = []
  if (/\/api(\/|$)/i.test(path)) found.push(warning('settings.baseUrl', 'base_holds_endpoint'))
  const image = ownText(settings, 'testImageUrl')
  if (image !== '' && !/^https:\/\/[^\s]+$/i.test(image)) found.push(error('settings.testImageUrl', 'image_not_https'))
  const ping = settings.endpoints['ping'] ?? ''
  if (ping !== '' && !/\/ai\/ping$/.test(withoutQuery(ping)))
    found.push(error('settings.endpoints.ping', 'not_the_ping_ai'))
  return found
}

/** The server puts domain and path together; a domain inside the path as well breaks every call-back. */
function callbackMistakes({ settings }: Draft): Mistake[] {
  const domain = ownText(settings, 'domain')
  const host = hostOf(domain)
  const found: Mistake[] = []
  if (domain !== '' && host === null) found.push(error('settings.domain', 'invalid_domain'))
  for (const name of ['uriNotify', 'uriUpload']) {
    const uri = ownText(settings, name)
    const field = `settings.${name}`
    if (uri === '') continue
    if (/^[a-z][a-z0-9+.-]*:/i.test(uri) || uri.startsWith('//')) found.push(error(field, 'uri_has_scheme'))
    else if (host !== null && uri.toLowerCase().replace(/^\/+/, '').startsWith(host))
      found.push(error(field, 'uri_repeats_domain'))
    else if (uri.startsWith('/')) found.push(error(field, 'uri_begins_with_slash'))
  }
  if (/(^|\.)ngrok(-free)?\.(io|app|dev)$/.test(host ?? '')) found.push(warning('settings.domain', 'tunnel_domain'))
  return found
}

/** Host names ignore case, and the domain is written with and without its scheme. */
function hostOf(domain: string): string | null {
  const host = /^(?:https?:\/\/)?([a-z0-9.-]+)(?::\d+)?\/?$/i.exec(domain)?.[1]
  return host === undefined ? null : host.toLowerCase()
}

/** Three different strings are called token there; the JWT of a login is not the one to enter. */
function secretMistakes({ secrets }: Draft): Mistake[] {
  const { clientToken, clientSecret } = secrets
  const found: Mistake[] = []
  if (clientToken !== undefined && /^eyJ[\w-]+\.[\w-]+\.[\w-]*$/.test(clientToken))
    found.push(warning('secrets.clientToken', 'client_token_is_login_token'))
  if (clientToken !== undefined && clientToken === clientSecret)
    found.push(error('secrets.clientSecret', 'secret_is_client_token'))
  return found
}
