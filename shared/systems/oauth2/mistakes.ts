import { holdsVariable, isPlainHttp, readAddress } from '../../entry/address.ts'
import { isLoopback } from '../../entry/loopback.ts'
import { asHttps, unreadableAddress } from '../../entry/mended-address.ts'
import { error, warning } from '../../entry/mistake.ts'
import { plainWord } from '../../entry/plain-word.ts'
import { type Draft, type Mistake, ownText } from '../system.ts'
import { wordForManyTenants } from './issuer.ts'
import { mapIn } from './request-shapes.ts'
import { clientAuthOf, extraOf, oauth2Renewal, oauth2SignInMethod } from './settings.ts'

/** Parameters that the grant itself sets; letting `extra` override them would send something else than was asked for. */
const STANDARD = [
  'grant_type',
  'refresh_token',
  'client_id',
  'client_secret',
  'client_assertion',
  'code',
  'code_verifier',
  'code_challenge',
  'device_code',
  'redirect_uri',
  'response_type',
  'state',
]

export function oauth2Mistakes(draft: Draft): readonly Mistake[] {
  return [
    ...issuerMistakes(draft),
    ...leftoverMistakes(draft),
    ...redirectMistakes(draft),
    ...grantMistakes(draft),
    ...clientMistakes(draft),
    ...fieldMistakes(draft),
  ]
}

/** People copy the address of the metadata, which the issuer is only the beginning of. */
const METADATA = '/.well-known/'

function issuerMistakes({ settings }: Draft): Mistake[] {
  const issuer = ownText(settings, 'issuer')
  const field = 'settings.issuer'
  if (issuer === '') return []
  if (holdsVariable(issuer)) return [error(field, 'address_has_variable', { field: 'issuer' })]
  if (readAddress(issuer) === null) return [unreadableAddress('issuer', issuer)]
  if (issuer.includes(METADATA))
    return [error(field, 'issuer_is_metadata', {}, issuer.slice(0, issuer.indexOf(METADATA)))]
  const word = wordForManyTenants(issuer)
  if (word !== null) return [error(field, 'issuer_of_many', { word })]
  if (!isPlainHttp(issuer) || isLoopback(issuer)) return []
  const mend = asHttps(issuer)
  return settings.own['allowHttp'] === true
    ? [warning(field, 'plain_http_allowed', {}, mend)]
    : [error(field, 'plain_http', {}, mend)]
}

/** The words in capitals that stand in a preset (shared/systems/oauth2/presets.ts) for a person's own. */
const LEFTOVER = /\b(HOST|REALM|TENANT|TENANT-ID|ORGANISATION|APPLICATION-ID|API-IDENTIFIER|SCOPE)\b/

function leftoverMistakes({ settings }: Draft): Mistake[] {
  return ['issuer', 'scope', 'audience'].flatMap((name) => {
    const word = LEFTOVER.exec(ownText(settings, name))?.[0]
    return word === undefined ? [] : [error(`settings.${name}`, 'preset_word_left', { field: name, word })]
  })
}

/** Only this computer may get the answer, and it gets it over plain http (RFC 8252 section 7.3). */
const REDIRECT = /^http:\/\/(127\.0\.0\.1|localhost)(:\d{1,5})?(\/[^\s?#]*)?$/

function redirectMistakes({ settings }: Draft): Mistake[] {
  const typed = ownText(settings, 'redirectUri')
  return typed === '' || REDIRECT.test(typed)
    ? []
    : [error('settings.redirectUri', 'redirect_not_here', {}, 'http://127.0.0.1')]
}

function grantMistakes({ settings, secrets }: Draft): Mistake[] {
  const way = oauth2SignInMethod(settings)
  const found: Mistake[] = []
  const needed = way === 'browser' ? 'authorization' : 'device'
  if (way !== null && ownText(settings, 'issuer') === '' && (settings.endpoints[needed] ?? '') === '') {
    found.push(error(`settings.endpoints.${needed}`, 'required_missing', { field: needed }))
  }
  if (way === null && oauth2Renewal(settings) === 'refresh' && secrets.refreshToken === undefined) {
    const make = secrets.accessToken === undefined ? error : warning
    const other = secrets.clientSecret === undefined ? {} : { grant: 'client_credentials' }
    found.push(make('secrets.refreshToken', 'refresh_token_missing', other))
  }
  const extra = extraOf(settings)
  // Another mode hides the answer from us: behind a `#`, or in a form of the browser's.
  const hidden = way === 'browser' && (extra['response_mode'] ?? 'query') !== 'query' ? ['response_mode'] : []
  for (const name of [...STANDARD.filter((standard) => Object.hasOwn(extra, standard)), ...hidden]) {
    found.push(error(`settings.extra.${name}`, 'standard_parameter', { name }))
  }
  return found
}

function clientMistakes({ settings, secrets }: Draft): Mistake[] {
  const auth = clientAuthOf(settings)
  const found: Mistake[] = []
  // A server that takes the refresh token alone knows no clients (simplejwt); every other does.
  const isAlone = ownText(settings, 'grant') === 'refresh_token' && secrets.clientSecret === undefined
  if (settings.clientId === '' && !isAlone) {
    found.push(error('settings.clientId', 'required_missing', { field: 'clientId' }))
  } else if (settings.clientId === '' && !hasOwnFields(settings)) {
    found.push(warning('settings.clientId', 'client_id_missing'))
  }
  if (auth === 'private_key_jwt') {
    found.push(...keyMistakes(secrets.privateKey))
  } else if (oauth2Renewal(settings) === 'client-credentials' && secrets.clientSecret === undefined) {
    found.push(error('secrets.clientSecret', 'required_missing', { field: 'clientSecret' }))
  }
  if ((auth === 'none' || auth === 'private_key_jwt') && secrets.clientSecret !== undefined) {
    found.push(warning('settings.clientAuth', 'client_secret_unused'))
  }
  return found
}

/** Somebody knows that this server does not go by the standard. */
function hasOwnFields(settings: Draft['settings']): boolean {
  return ownText(settings, 'tokenRequest') === 'json' || Object.keys(mapIn(settings, 'requestFields')).length > 0
}

/** A field's name as programs write them, or a way into what is wrapped; in a request, nothing leaves the field out. */
const REQUEST_FIELD = /^([A-Za-z_][\w-]{0,63})?$/
const REPLY_FIELD = /^[A-Za-z_][\w-]{0,63}(\.[A-Za-z_][\w-]{0,63}){0,3}$/
const REPLY_FIELDS = ['access_token', 'refresh_token', 'token_type', 'expires_in', 'expires_at', 'refresh_expires_in']

function fieldMistakes({ settings }: Draft): Mistake[] {
  const found: Mistake[] = []
  const look = (where: string, known: readonly string[], pattern: RegExp): void => {
    for (const [name, own] of Object.entries(mapIn(settings, where))) {
      const field = `settings.${where}`
      if (!known.includes(name))
        found.push(error(field, 'field_unknown', { name: plainWord(name), known: known.join(', ') }))
      else if (!pattern.test(own)) found.push(error(field, 'invalid_field_name', { name }))
    }
  }
  look('requestFields', [...STANDARD, 'scope', 'resource', 'audience'], REQUEST_FIELD)
  look('replyFields', REPLY_FIELDS, REPLY_FIELD)
  if (ownText(settings, 'tokenRequest') === 'json' && clientAuthOf(settings) === 'private_key_jwt')
    found.push(error('settings.tokenRequest', 'json_without_key'))
  return found
}

/** Whether it really is one is known to those who sign with it; what is plainly something else is told while typing. */
function keyMistakes(key: string | undefined): Mistake[] {
  const field = 'secrets.privateKey'
  if (key === undefined) return [error(field, 'required_missing', { field: 'privateKey' })]
  const text = key.trim()
  if (/^-----BEGIN ENCRYPTED /.test(text)) return [error(field, 'private_key_encrypted')]
  if (/^-----BEGIN (RSA|EC) PRIVATE KEY/.test(text)) return [error(field, 'private_key_old_form')]
  if (/^-----BEGIN (PUBLIC KEY|CERTIFICATE)/.test(text)) return [error(field, 'private_key_is_public')]
  if (/^-----BEGIN PRIVATE KEY-----/.test(text)) return []
  if (/^\{/.test(text)) return /"d"\s*:/.test(text) ? [] : [error(field, 'private_key_is_public')]
  return [error(field, 'invalid_private_key')]
}
