import { joinUrl } from '../../entry/address.ts'
import { type Fault, fault } from '../../fault.ts'
import { formEncode, type HttpRequest } from '../../http.ts'
import { type Known, type Learned, ownText } from '../system.ts'

/** The four generations of Run:AI's token request (docs/systems/runai.md 2), the newest first. */
export const RUNAI_FORMS = ['oauth-v2', 'client-credentials-v1', 'app-token', 'keycloak'] as const
export type RunaiForm = (typeof RUNAI_FORMS)[number]

/**
 * What is remembered: the form that the server understood, and, while that is still being found out, those that were
 * tried and the refusal that may have been about the form or about the secret.
 */
const FORM = 'tokenRequest'
const TRIED = 'tried'
const REFUSAL = 'refusal'

/** The form to ask in: chosen by hand, else remembered, else the newest. */
export function runaiFormOf({ settings, learned }: Pick<Known, 'settings' | 'learned'>): RunaiForm {
  const wanted = isAutomatic(settings) ? learned[FORM] : ownText(settings, FORM)
  return RUNAI_FORMS.find((form) => form === wanted) ?? RUNAI_FORMS[0]
}

/** What to ask again with after the server knew nothing of this form; null when there is no other one left to try. */
export function nextRunaiForm(known: Known): Learned | null {
  return nextOf(known, () => true)
}

/**
 * What to ask again with after a refusal that may be about the form: two generations share an address and differ in the
 * body alone. Null once every form of this address was tried; from then on the refusal is about the secret.
 */
export function nextRunaiFormHere(known: Known, refusal: Fault): Learned | null {
  const here = runaiTokenRequest(known).url
  const next = nextOf(known, (form) => runaiTokenRequest(as(form, known)).url === here)
  return next === null ? null : { ...next, [REFUSAL]: `${refusal.code} ${refusal.params['status']}` }
}

/** The refusal that stands when the other form of the same address turned out to be unknown; null for none. */
export function doubtedRefusal({ learned }: Known): Fault | null {
  const [said, status] = (learned[REFUSAL] ?? '').split(' ')
  const code = REFUSALS.find((each) => each === said)
  return code === undefined ? null : fault(code, { status: Number(status) })
}

/** The form that has worked, for the connection to remember. */
export function learnedRunaiForm(known: Known): Learned {
  return { [FORM]: runaiFormOf(known), ...SEARCH_ENDED }
}

/** After a search that found out nothing of the form, so that the next one begins anew. */
export function unlearnedRunaiForm(): Learned {
  return { [FORM]: '', ...SEARCH_ENDED }
}

/** What a 400 or 401 is taken for. */
const REFUSALS = ['invalid_client', 'bad_request', 'refused'] as const

const SEARCH_ENDED = { [TRIED]: '', [REFUSAL]: '' }

function nextOf(known: Known, fits: (form: RunaiForm) => boolean): Learned | null {
  if (!isAutomatic(known.settings)) return null
  const tried = [...(known.learned[TRIED] ?? '').split(' '), runaiFormOf(known)].filter((form) => form !== '')
  const next = RUNAI_FORMS.find((form) => !tried.includes(form) && fits(form))
  return next === undefined ? null : { [FORM]: next, [TRIED]: tried.join(' ') }
}

function as(form: RunaiForm, known: Known): Known {
  return { ...known, learned: { ...known.learned, [FORM]: form } }
}

function isAutomatic(settings: Known['settings']): boolean {
  return !RUNAI_FORMS.some((form) => form === ownText(settings, FORM))
}

const PATHS: Readonly<Record<RunaiForm, string>> = {
  'oauth-v2': '/api/v2/token',
  'client-credentials-v1': '/api/v1/token',
  'app-token': '/api/v1/token',
  keycloak: '/auth/realms/{realm}/protocol/openid-connect/token',
}

/** Where tokens are got in whatever form, and all of the identity provider beside it. */
export function runaiOwnPlaces({ baseUrl }: Known['settings']): readonly string[] {
  return ['/api/v1/token', '/api/v2/token', '/auth/realms'].map((path) => joinUrl(baseUrl, path))
}

/** The token request in the form of the day. An endpoint that somebody set counts for whatever form is asked in. */
export function runaiTokenRequest(known: Known): HttpRequest {
  const form = runaiFormOf(known)
  const { settings } = known
  const realm = encodeURIComponent(ownText(settings, 'realm'))
  const path = settings.endpoints['token'] ?? PATHS[form].replace('{realm}', realm)
  const { type, body } = bodyOf(form, settings.clientId, known.credentials.clientSecret?.reveal() ?? '')
  return {
    method: 'POST',
    url: joinUrl(settings.baseUrl, path),
    headers: { 'content-type': type, accept: 'application/json' },
    body,
  }
}

const FORM_TYPE = 'application/x-www-form-urlencoded'
const JSON_TYPE = 'application/json'

function bodyOf(form: RunaiForm, id: string, secret: string): { type: string; body: string } {
  const standard = { grant_type: 'client_credentials', client_id: id, client_secret: secret }
  switch (form) {
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
