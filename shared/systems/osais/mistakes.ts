import { readAddress, withoutQuery } from '../../entry/address.ts'
import { asHttps, cutBefore } from '../../entry/mended-address.ts'
import { error, warning } from '../../entry/mistake.ts'
import { pageMistakes } from '../page-address.ts'
import { type Draft, type Mistake, ownText } from '../system.ts'
import { osaisFields } from './fields.ts'

/** What people get wrong with OSAIS (docs/systems/osais.md, "Pitfalls" of section 1). */
export function osaisMistakes(draft: Draft): readonly Mistake[] {
  return [...addressMistakes(draft), ...callbackMistakes(draft), ...secretMistakes(draft)]
}

function addressMistakes({ settings }: Draft): Mistake[] {
  const { path = '' } = readAddress(withoutQuery(settings.baseUrl)) ?? {}
  const found: Mistake[] = []
  if (/\/api(\/|$)/i.test(path))
    found.push(warning('settings.baseUrl', 'base_holds_endpoint', {}, cutBefore(settings.baseUrl, /\/api(\/|$)/i)))
  else found.push(...pageMistakes(settings.baseUrl))
  const image = ownText(settings, 'testImageUrl')
  if (image !== '' && !/^https:\/\/[^\s]+$/i.test(image))
    found.push(error('settings.testImageUrl', 'image_not_https', {}, asHttps(image)))
  const ping = settings.endpoints['ping'] ?? ''
  const pingPath = osaisFields.endpoints.find(({ name }) => name === 'ping')?.default ?? null
  if (ping !== '' && !/\/ai\/ping$/.test(withoutQuery(ping)))
    found.push(error('settings.endpoints.ping', 'not_the_ping_ai', {}, pingPath))
  return found
}

/** The server puts domain and path together; a domain inside the path as well breaks every call-back. */
function callbackMistakes({ settings }: Draft): Mistake[] {
  const domain = ownText(settings, 'domain')
  const host = hostOf(domain)
  const found: Mistake[] = []
  if (domain !== '' && host === null) found.push(error('settings.domain', 'invalid_domain', {}, hostIn(domain)))
  for (const name of ['uriNotify', 'uriUpload']) {
    const uri = ownText(settings, name)
    const field = `settings.${name}`
    if (uri === '') continue
    if (/^[a-z][a-z0-9+.-]*:/i.test(uri) || uri.startsWith('//'))
      found.push(error(field, 'uri_has_scheme', { field: name }, pathIn(uri)))
    else if (host !== null && uri.toLowerCase().replace(/^\/+/, '').startsWith(host))
      found.push(error(field, 'uri_repeats_domain', { field: name }, withoutSlash(uri).slice(host.length)))
    else if (uri.startsWith('/')) found.push(error(field, 'uri_begins_with_slash', { field: name }, withoutSlash(uri)))
  }
  if (/(^|\.)ngrok(-free)?\.(io|app|dev)$/.test(host ?? '')) found.push(warning('settings.domain', 'tunnel_domain'))
  return found
}

function withoutSlash(uri: string): string {
  return uri.replace(/^\/+/, '')
}

/** What the server is to put its domain before; null where nothing comes after one. */
function pathIn(uri: string): string | null {
  const [, ...parts] = uri.replace(/^(?:[a-z][a-z0-9+.-]*:)?\/\//i, '').split('/')
  return withoutSlash(parts.join('/')) || null
}

/** `myapp.com` of `https://myapp.com/call/backs`. */
function hostIn(domain: string): string | null {
  return /^(?:https?:\/\/)?([a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d+)?)\//i.exec(domain)?.[1] ?? null
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
