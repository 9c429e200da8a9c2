import type { HttpReply } from '../../http.ts'
import { fieldAt, fieldsIn } from '../../tokens/reply-fields.ts'
import { recordIn } from '../../tokens/token.ts'
import type { RawTokens } from '../../tokens/token-fields.ts'
import { refusalWords, saysTokenInvalid } from '../refusal-words.ts'
import { type RequestShape, STANDARD_SHAPE } from '../request-shape.ts'
import { type Known, type Learned, ownText, type Settings } from '../system.ts'

/**
 * Servers that renew by a refresh token in words of their own (stock simplejwt takes `{"refresh"}` and gives `access` and
 * `refresh`): their names are settings, and the usual ones are found by asking.
 */

export const TOKEN_REQUESTS = ['auto', 'form', 'json'] as const

/** A request that holds the refresh token alone, in JSON. */
function jsonOfTokenAlone(name: string): RequestShape {
  return { json: true, names: { refresh_token: name, grant_type: '', client_id: '', client_secret: '' } }
}

/** Each with the word under which it is remembered; the standard's own first. */
const COMMON_SHAPES: readonly (readonly [word: string, shape: RequestShape])[] = [
  ['form', STANDARD_SHAPE],
  ['json refresh', jsonOfTokenAlone('refresh')],
  ['json refresh_token', jsonOfTokenAlone('refresh_token')],
  ['json refreshToken', jsonOfTokenAlone('refreshToken')],
]

const SHAPE = 'tokenRequest'
const TRIED = 'tried'

/** The shapes to try, in order: as set, else the common ones. */
function shapesFor(settings: Settings): typeof COMMON_SHAPES {
  const names = mapIn(settings, 'requestFields')
  const chosen = ownText(settings, SHAPE)
  const form = ['form', { json: false, names }] as const
  const json = ['json', { json: true, names }] as const
  if (chosen === 'form') return [form]
  if (chosen === 'json') return [json]
  if (!mayTryShapes(settings)) return [form]
  return Object.keys(names).length > 0 ? [form, json] : COMMON_SHAPES
}

/** A server that people sign in at, or that publishes metadata, follows the standard: no other shape is tried. */
function mayTryShapes(settings: Settings): boolean {
  return ownText(settings, 'grant') === 'refresh_token' && ownText(settings, 'issuer') === ''
}

/** How the token endpoint is asked: as set, else as it was found to understand, else by the standard. */
export function requestShapeOf({ settings, learned }: Pick<Known, 'settings' | 'learned'>): RequestShape {
  const shapes = shapesFor(settings)
  return (shapes.find(([word]) => word === learned[SHAPE]) ?? shapes[0])?.[1] ?? STANDARD_SHAPE
}

/** A request without a grant type is none of the standard's. */
export function isNonStandard({ names }: RequestShape): boolean {
  return names['grant_type'] === ''
}

/** What to ask again with after a refusal of the request's form; null for any other, and when no shape is left. */
export function nextShape(reply: HttpReply, known: Known): Learned | null {
  if (known.hasRenewed === true || !isAboutShape(reply)) return null
  const { settings, learned } = known
  const shapes = shapesFor(settings)
  const tried = [...(learned[TRIED] ?? '').split(', '), shapeWord(known)].filter((word) => word !== '')
  const next = shapes.find(([word]) => !tried.includes(word))
  return next === undefined ? null : { [SHAPE]: next[0], [TRIED]: tried.join(', ') }
}

/** The shape that was understood, to be remembered; nothing where there was no choice. */
export function learnedShape(known: Known): Learned {
  const isChoice = shapesFor(known.settings).length > 1
  return isChoice && known.learned[TRIED] !== undefined ? { [SHAPE]: shapeWord(known), [TRIED]: '' } : {}
}

/** After a search that found nothing, so that the next one starts over. */
export function forgottenShape({ learned }: Known): Learned {
  return learned[TRIED] === undefined ? {} : { [SHAPE]: '', [TRIED]: '' }
}

function shapeWord({ settings, learned }: Known): string {
  const words = shapesFor(settings).map(([word]) => word)
  return words.find((word) => word === learned[SHAPE]) ?? words[0] ?? ''
}

/** What frameworks answer to a body that lacks a field or is of another type; none of it spends the token. */
const ABOUT_THE_BODY = [400, 422]
const ABOUT_ITS_TYPE = 415
/** An error by the standard (RFC 6749 section 5.2) comes from a server that has understood. */
const STANDARD_ERROR = /^[a-z]+(_[a-z]+)*$/

function isAboutShape(reply: HttpReply): boolean {
  if (reply.status === ABOUT_ITS_TYPE) return true
  const body = ABOUT_THE_BODY.includes(reply.status) ? recordIn(reply) : null
  if (body === null || Object.keys(body).length === 0) return false
  const error = body['error']
  return !(typeof error === 'string' && STANDARD_ERROR.test(error)) && !saysTokenInvalid(refusalWords(body))
}

/** The answer with its values under the standard's names too, where they have names of their own in the settings. */
export function standardFields(reply: HttpReply, settings: Settings): RawTokens {
  const body = fieldsIn(reply) ?? {}
  const named = Object.entries(mapIn(settings, 'replyFields')).map(
    ([name, path]) => [name, fieldAt(body, path)] as const,
  )
  return { ...body, ...Object.fromEntries(named.filter(([, value]) => value !== undefined)) }
}

/** Where a reply holds the new refresh token, if the settings say so. */
export function refreshField(settings: Settings): string | undefined {
  return mapIn(settings, 'replyFields')['refresh_token']
}

export function mapIn(settings: Settings, name: string): Readonly<Record<string, string>> {
  const value = settings.own[name]
  return typeof value === 'object' ? value : {}
}
