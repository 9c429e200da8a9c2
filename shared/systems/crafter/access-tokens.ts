import { z } from 'zod'
import { type Fault, fault } from '../../fault.ts'
import { isHtml } from '../../html-reply.ts'
import { type HttpReply, type HttpRequest, jsonOf } from '../../http.ts'
import { Secret } from '../../secret.ts'
import { secretSchema } from '../../secret-schema.ts'
import { isMoment } from '../../time/instant.ts'
import { recordIn } from '../../tokens/token.ts'
import { foreignReplyFault } from '../callbacks.ts'
import type { ReadResult, Settings } from '../system.ts'
import { crafterRequest, inAddress } from './crafter.ts'
import type { OddPart } from './odd-parts.ts'
import { deniedFault } from './verdict.ts'

/** Access tokens as a master token manages them: requests and replies (docs/systems/crafter.md 1, 3 and 4). */

export const CRAFTER_ACTIONS = [
  'CREATE_TENANT',
  'READ_TENANT',
  'UPDATE_TENANT',
  'DELETE_TENANT',
  'MANAGE_PROFILES',
  'MANAGE_TICKETS',
] as const

/** Stands for every tenant, and for every action. */
export const ANY = '*'

const permissionSchema = z.object({ tenant: z.string(), allowedActions: z.array(z.string()).nullish() })

/** Left out or null: no master, no end, no permissions. */
const partSchemas = {
  application: z.string().nullish(),
  master: z.boolean().nullish(),
  expiresOn: z.number().refine(isMoment).nullish(),
  tenantPermissions: z.array(permissionSchema).nullish(),
}

const recordSchema = z.looseObject({ id: secretSchema }).transform(({ id, ...rest }) => {
  const odd: OddPart[] = []
  const part = <Name extends OddPart>(name: Name): z.output<(typeof partSchemas)[Name]> => {
    const read = partSchemas[name].safeParse(rest[name])
    if (!read.success) odd.push(name)
    return read.data as z.output<(typeof partSchemas)[Name]>
  }
  const [application, master, expiresOn] = [part('application'), part('master'), part('expiresOn')]
  const permissions = part('tenantPermissions') ?? readablePermissions(rest['tenantPermissions'])
  return {
    id,
    application: application ?? '',
    master: master ?? false,
    expiresOn: expiresOn ?? null,
    tenantPermissions: permissions.map(({ tenant, allowedActions }) => ({
      tenant,
      allowedActions: allowedActions ?? [],
    })),
    ...(odd.length === 0 ? {} : { odd }),
  }
})

/** Those of a list that are whole; a tenant of null is none. */
function readablePermissions(raw: unknown): z.output<typeof permissionSchema>[] {
  return (Array.isArray(raw) ? raw : []).flatMap((each) => permissionSchema.safeParse(each).data ?? [])
}

/** The ID is all there is to know of a token: whoever has it has its rights. */
export type CrafterToken = Omit<z.output<typeof recordSchema>, 'odd'> & {
  /** Parts that could not be read: the rest is shown, and it is never written back as if it were the whole. */
  readonly odd?: readonly OddPart[]
}

/** Whose settings, and the master token that asks. */
export type CrafterCaller = { readonly settings: Settings; readonly token: Secret }

export function listTokens({ settings, token }: CrafterCaller): HttpRequest {
  return crafterRequest(settings, token, 'access_token/all')
}

export function getToken({ settings, token }: CrafterCaller, id: Secret): HttpRequest {
  return crafterRequest(settings, token, `access_token/${inAddress(id)}`)
}

export function createToken({ settings, token }: CrafterCaller, made: CrafterToken): HttpRequest {
  const plain = crafterRequest(settings, token, 'access_token/create')
  const headers = { ...plain.headers, 'content-type': 'application/json' }
  return { ...plain, method: 'POST', headers, body: textOfToken(made).reveal() }
}

/** A POST, with the caller's ID in the query and the victim's in the path: easily swapped, so nobody else builds it. */
export function deleteToken({ settings, token }: CrafterCaller, id: Secret): HttpRequest {
  return {
    ...crafterRequest(settings, token, `access_token/${inAddress(id)}/delete`),
    method: 'POST',
  }
}

/** The record as the server takes it, and as it is kept while it is being replaced. Permissions are never left out: null breaks them. */
export function textOfToken({ id, odd: _, ...rest }: CrafterToken): Secret {
  return new Secret(JSON.stringify({ ...rest, id: id.reveal() }))
}

export function tokenInText(text: Secret): CrafterToken | null {
  try {
    return tokenIn(JSON.parse(text.reveal()) as unknown)
  } catch {
    return null
  }
}

function tokenIn(raw: unknown): CrafterToken | null {
  const read = recordSchema.safeParse(raw)
  return read.success && read.data.id.reveal() !== '' ? read.data : null
}

/** The server keeps actions as a set, whose order it may change. */
export function isSameToken(one: CrafterToken, other: CrafterToken): boolean {
  return textOfToken(normalised(one)).equals(textOfToken(normalised(other)))
}

function normalised(token: CrafterToken): CrafterToken {
  const tenantPermissions = token.tenantPermissions.map(({ tenant, allowedActions }) => ({
    tenant,
    allowedActions: [...allowedActions].sort(),
  }))
  const { id, application, master, expiresOn } = token
  return { id, application, master, expiresOn, tenantPermissions }
}

/** All that can be read; one odd record hides none of the others. */
export function readTokenList(reply: HttpReply): ReadResult<CrafterToken[]> {
  const trouble = troubleOf(reply)
  if (trouble !== null) return { ok: false, fault: trouble }
  const body = jsonOf(reply)
  if (!Array.isArray(body)) return unreadable(reply)
  const tokens = body.map(tokenIn).filter((token) => token !== null)
  return tokens.length === 0 && body.length > 0 ? unreadable(reply) : { ok: true, value: tokens }
}

/** How many entries of a list are no records with an ID. */
export function countUnreadable(reply: HttpReply): number {
  const body = jsonOf(reply)
  return Array.isArray(body) ? body.filter((entry) => tokenIn(entry) === null).length : 0
}

/** Null where there is none under this ID. */
export function readToken(reply: HttpReply): ReadResult<CrafterToken | null> {
  const trouble = troubleOf(reply)
  if (trouble?.code === 'no_such_access_token') return { ok: true, value: null }
  if (trouble !== null) return { ok: false, fault: trouble }
  const token = tokenIn(jsonOf(reply))
  return token === null ? unreadable(reply) : { ok: true, value: token }
}

/** The answer is the stored token; what was stored is looked at apart, where it matters. */
export function readCreated(reply: HttpReply): ReadResult<CrafterToken> {
  const read = readToken(reply)
  return read.ok && read.value === null ? unreadable(reply) : (read as ReadResult<CrafterToken>)
}

/** 200 with nothing in it, also for an ID that was not there. */
export function readDeleted(reply: HttpReply): ReadResult<null> {
  const trouble = troubleOf(reply)
  return trouble === null ? { ok: true, value: null } : { ok: false, fault: trouble }
}

function unreadable({ status }: HttpReply): { ok: false; fault: Fault } {
  return { ok: false, fault: fault('not_the_server', { status }) }
}

/** Null for a 2xx of the server itself. */
function troubleOf(reply: HttpReply): Fault | null {
  const { status } = reply
  const passing = foreignReplyFault(reply)
  if (passing !== null) return passing
  if (status < 300) return null
  const code = recordIn(reply)?.['errorCode']
  if (status === 403 && code === 'ACTION_DENIED') return fault('not_a_master')
  if (status === 403 && code === 'ACCESS_DENIED') return deniedFault(reply)
  if (status === 404 && code === 'NO_SUCH_ACCESS_TOKEN_ID') return fault('no_such_access_token')
  if (status === 409 && code === 'ACCESS_TOKEN_EXISTS') return fault('access_token_exists')
  if (status === 404 && code === undefined) return fault('crafter_not_here', { status })
  if (isHtml(reply) || code === undefined) return fault('not_the_server', { status })
  return fault('access_token_not_taken', { status })
}
