import { joinUrl } from '../../entry/address.ts'
import { type Fault, fault } from '../../fault.ts'
import { formEncode, type HttpRequest } from '../../http.ts'
import { type Known, type Learned, ownText } from '../system.ts'

/** The four generations of Run:AI's token request (docs/systems/runai.md 2), the newest first. */
export const RUNAI_SHAPES = ['oauth-v2', 'client-credentials-v1', 'app-token', 'keycloak'] as const
export type RunaiShape = (typeof RUNAI_SHAPES)[number]

/**
 * What is remembered: the shape that the server understood, and, while that is still being found out, those that were
 * tried and the refusal that may have been about the shape or about the secret.
 */
const SHAPE = 'tokenRequest'
const TRIED = 'tried'
const REFUSAL = 'refusal'

/** The shape to use: set by a person, else remembered, else the newest. */
export function runaiShapeOf({ settings, learned }: Pick<Known, 'settings' | 'learned'>): RunaiShape {
  const wanted = isAutomatic(settings) ? learned[SHAPE] : ownText(settings, SHAPE)
  return RUNAI_SHAPES.find((shape) => shape === wanted) ?? RUNAI_SHAPES[0]
}

/** What to ask again with where the server does not know this shape; null when none is left to try. */
export function nextRunaiShape(known: Known): Learned | null {
  return nextUntried(known, () => true)
}

/**
 * What to ask again with after a refusal that may be about the shape: two generations share an address and differ in the
 * body alone. Null once every shape of this address was tried; from then on the refusal is about the secret.
 */
export function nextRunaiShapeAtAddress(known: Known, refusal: Fault): Learned | null {
  const here = runaiTokenRequest(known).url
  const next = nextUntried(known, (shape) => runaiTokenRequest(withShape(shape, known)).url === here)
  return next === null ? null : { ...next, [REFUSAL]: `${refusal.code} ${refusal.params['status']}` }
}

/** An earlier refusal that was about shape or secret: about the secret, once the other shape of this address is unknown too. */
export function ambiguousRefusal({ learned }: Known): Fault | null {
  const [said, status] = (learned[REFUSAL] ?? '').split(' ')
  const code = REFUSALS.find((each) => each === said)
  return code === undefined ? null : fault(code, { status: Number(status) })
}

/** The shape that has worked, for the connection to remember. */
export function learnedRunaiShape(known: Known): Learned {
  return { [SHAPE]: runaiShapeOf(known), ...SEARCH_ENDED }
}

/** After a search that found no shape, so that the next one starts over. */
export function forgottenRunaiShape(): Learned {
  return { [SHAPE]: '', ...SEARCH_ENDED }
}

/** The faults that a 400 or 401 becomes. */
const REFUSALS = ['invalid_client', 'bad_request', 'refused'] as const

const SEARCH_ENDED = { [TRIED]: '', [REFUSAL]: '' }

function nextUntried(known: Known, fits: (shape: RunaiShape) => boolean): Learned | null {
  if (!isAutomatic(known.settings)) return null
  const tried = [...(known.learned[TRIED] ?? '').split(' '), runaiShapeOf(known)].filter((shape) => shape !== '')
  const next = RUNAI_SHAPES.find((shape) => !tried.includes(shape) && fits(shape))
  return next === undefined ? null : { [SHAPE]: next, [TRIED]: tried.join(' ') }
}

function withShape(shape: RunaiShape, known: Known): Known {
  return { ...known, learned: { ...known.learned, [SHAPE]: shape } }
}

function isAutomatic(settings: Known['settings']): boolean {
  return !RUNAI_SHAPES.some((shape) => shape === ownText(settings, SHAPE))
}

const PATHS: Readonly<Record<RunaiShape, string>> = {
  'oauth-v2': '/api/v2/token',
  'client-credentials-v1': '/api/v1/token',
  'app-token': '/api/v1/token',
  keycloak: '/auth/realms/{realm}/protocol/openid-connect/token',
}

/** The token endpoints of all shapes, and all of the identity provider beside them. */
export function runaiProtectedAddresses({ baseUrl }: Known['settings']): readonly string[] {
  return ['/api/v1/token', '/api/v2/token', '/auth/realms'].map((path) => joinUrl(baseUrl, path))
}

/** The token request in the current shape. An endpoint that somebody set is used for every shape. */
export function runaiTokenRequest(known: Known): HttpRequest {
  const shape = runaiShapeOf(known)
  const { settings } = known
  const realm = encodeURIComponent(ownText(settings, 'realm'))
  const path = settings.endpoints['token'] ?? PATHS[shape].replace('{realm}', realm)
  const { type, body } = bodyOf(shape, settings.clientId, known.credentials.clientSecret?.reveal() ?? '')
  return {
    method: 'POST',
    url: joinUrl(settings.baseUrl, path),
    headers: { 'content-type': type, accept: 'application/json' },
    body,
  }
}

const FORM_TYPE = 'application/x-www-form-urlencoded'
const JSON_TYPE = 'application/json'

function bodyOf(shape: RunaiShape, id: string, secret: string): { type: string; body: string } {
  const standard = { grant_type: 'client_credentials', client_id: id, client_secret: secret }
  switch (shape) {
    case 'oauth-v2':
      return { type: FORM_TYPE, body: formEncode(standard) }
    case 'keycloak':
      return { type: FORM_TYPE, body: formEncode({ ...standard, scope: 'openid', response_type: 'id_token' }) }
    case 'client-credentials-v1':
      return {
        type: JSON_TYPE,
        body: JSON.stringify({ grantType: 'client_credentials', clientId: id, clientSecret: secret }),
      }
    case 'app-token':
      // The vendor's own client still writes AppId, though its specification says appID.
      return { type: JSON_TYPE, body: JSON.stringify({ grantType: 'app_token', AppId: id, AppSecret: secret }) }
  }
}
