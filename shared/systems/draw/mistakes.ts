import { readAddress, withoutQuery } from '../../entry/address.ts'
import { cutBefore } from '../../entry/mended-address.ts'
import { error, warning } from '../../entry/mistake.ts'
import { readJwt } from '../../tokens/jwt.ts'
import type { Draft, Mistake } from '../system.ts'
import { isOlderProtocol } from './older-protocol.ts'

/** What people get wrong with DRAW: docs/systems/draw.md, "Pitfalls" of section 2, and section 1 on the tokens. */
export function drawMistakes(draft: Draft): readonly Mistake[] {
  return [...tokenMistakes(draft), ...addressMistakes(draft), ...endpointMistakes(draft)]
}

/** DRAW's tokens say in their visible part which of the two they are. */
function tokenMistakes(draft: Draft): Mistake[] {
  const { accessToken, refreshToken } = draft.secrets
  const access = accessToken === undefined ? null : (readJwt(accessToken)?.tokenType ?? null)
  const refresh = refreshToken === undefined ? null : (readJwt(refreshToken)?.tokenType ?? null)
  if (access === 'refresh' && refresh === 'access') return [error('secrets.accessToken', 'tokens_swapped')]
  const found: Mistake[] = []
  if (access === 'refresh') found.push(error('secrets.accessToken', 'access_token_is_refresh'))
  if (refresh === 'access') found.push(error('secrets.refreshToken', 'refresh_token_is_access'))
  if (accessToken !== undefined && refreshToken === undefined) {
    found.push(warning('secrets.refreshToken', 'refresh_token_missing'))
  }
  return found
}

function addressMistakes(draft: Draft): Mistake[] {
  const { baseUrl, clientId } = draft.settings
  const { host = '', path = '' } = readAddress(withoutQuery(baseUrl)) ?? {}
  const found: Mistake[] = []
  if (/\/admin(\/|$)/i.test(path))
    found.push(error('settings.baseUrl', 'admin_page_address', {}, cutBefore(baseUrl, /\/admin(\/|$)/i)))
  else if (/\/api(\/|$)/i.test(path))
    found.push(warning('settings.baseUrl', 'base_holds_endpoint', {}, cutBefore(baseUrl, /\/api(\/|$)/i)))
  if (/^draw\.recode-with-r\.com(:|$)/.test(host)) {
    const today = baseUrl.replace(/draw\.recode-with-r\.com/i, 'draw.chavi.ai')
    found.push(warning('settings.baseUrl', 'former_host', { host: 'draw.chavi.ai' }, today))
  }
  // The token carries a number as client_id; the name typed on the server is what counts as Client ID.
  if (/^\d+$/.test(clientId)) found.push(warning('settings.clientId', 'client_id_is_number'))
  return found
}

/** Health exists with and without its last slash, and the older refresh has none. */
const SLASH_MATTERS = ['upload', 'status', 'download', 'notify', 'refresh']

function endpointMistakes(draft: Draft): Mistake[] {
  return SLASH_MATTERS.flatMap((name) => {
    const endpoint = draft.settings.endpoints[name]
    if (endpoint === undefined || endpoint === '' || endpoint.endsWith('/')) return []
    if (name === 'refresh' && isOlderProtocol(endpoint)) return []
    return [warning(`settings.endpoints.${name}`, 'slash_missing', { name }, `${endpoint}/`)]
  })
}
