import { z } from 'zod'
import { withoutEnds } from '../entry/trimming.ts'
import { isMoment, isoUtc } from '../time/instant.ts'
import { jwtParts } from './jwt.ts'
import { withoutTokens } from './token-shapes.ts'

/** A token's claims that are not secret; the token cannot be made from them. */
export const tokenFactsSchema = z.object({
  /** `none`: there is no access token; `opaque`: one without readable claims. */
  form: z.enum(['jwt', 'opaque', 'none']),
  issuer: z.string().nullable(),
  audience: z.array(z.string()),
  scopes: z.array(z.string()),
  /** The others, by the names that the standards give them; moments as ISO 8601 UTC. */
  claims: z.record(z.string(), z.string()),
})

export type TokenFacts = z.infer<typeof tokenFactsSchema>

/** Registered claims that describe the token (RFC 7519, RFC 9068, OpenID Connect), none that describe a session or hold a key. */
const SHOWN_CLAIMS = [
  'sub',
  'client_id',
  'azp',
  'token_type',
  'acr',
  'amr',
  'roles',
  'groups',
  'tenant',
  'tid',
  'ver',
] as const
const TIME_CLAIMS = ['iat', 'nbf', 'exp', 'auth_time'] as const
const HEADER_CLAIMS = ['alg', 'typ', 'kid'] as const

const MOST_WORDS = 50
const LONGEST = 200

/** `token` null where there is none. What a claim holds beyond plain words and numbers is left out. */
export function tokenFacts(token: string | null): TokenFacts {
  const parts = token === null ? null : jwtParts(token)
  if (parts === null) {
    return { form: token === null ? 'none' : 'opaque', issuer: null, audience: [], scopes: [], claims: {} }
  }
  const { header, payload } = parts
  const claimTexts = (from: Readonly<Record<string, unknown>>, names: readonly string[]) =>
    names.flatMap((name) => {
      const text = textsIn(from[name]).join(', ')
      return text === '' ? [] : [[name, text] as const]
    })
  return {
    form: 'jwt',
    issuer: textsIn(payload['iss'])[0] ?? null,
    audience: textsIn(payload['aud']),
    scopes: [...textsIn(payload['scope']), ...textsIn(payload['scp'])].flatMap((each) =>
      each.split(' ').filter((word) => word !== ''),
    ),
    claims: Object.fromEntries([
      ...claimTexts(payload, SHOWN_CLAIMS),
      ...TIME_CLAIMS.flatMap((name) => {
        const at = Number(payload[name]) * 1_000
        return typeof payload[name] === 'number' && at > 0 && isMoment(at) ? [[name, isoUtc(at)] as const] : []
      }),
      ...claimTexts(header, HEADER_CLAIMS),
    ]),
  }
}

/** A text, a number, or a list of them; cut where it is long, and without whatever looks like a token. */
function textsIn(value: unknown): string[] {
  const all = Array.isArray(value) ? value.slice(0, MOST_WORDS) : [value]
  return all.flatMap((each) => {
    if (typeof each !== 'string' && typeof each !== 'number' && typeof each !== 'boolean') return []
    const text = withoutTokens(withoutEnds(String(each), ' ')).slice(0, LONGEST)
    return text === '' ? [] : [text]
  })
}
