import { z } from 'zod'
import { withoutEnds } from '../entry/trimming.ts'
import { isMoment, isoUtc } from '../time/instant.ts'
import { jwtParts } from './jwt.ts'
import { withoutTokens } from './token-shapes.ts'

/** What a token says of itself that is no secret; the token cannot be made from it. */
export const tokenFactsSchema = z.object({
  /** `none`: there is no access token; `opaque`: one that says nothing of itself. */
  form: z.enum(['jwt', 'opaque', 'none']),
  issuer: z.string().nullable(),
  audience: z.array(z.string()),
  scopes: z.array(z.string()),
  /** The others, by the names that the standards give them; moments as ISO 8601 UTC. */
  claims: z.record(z.string(), z.string()),
})

export type TokenFacts = z.infer<typeof tokenFactsSchema>

/** Registered names that tell of the token (RFC 7519, RFC 9068, OpenID Connect), none that tell of a session or hold a key. */
const SHOWN = [
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
const MOMENTS = ['iat', 'nbf', 'exp', 'auth_time'] as const
const OF_HEADER = ['alg', 'typ', 'kid'] as const

const MOST_WORDS = 50
const LONGEST = 200

/** `token` null where there is none. What a claim holds beyond plain words and numbers is left out. */
export function tokenFacts(token: string | null): TokenFacts {
  const parts = token === null ? null : jwtParts(token)
  if (parts === null) {
    return { form: token === null ? 'none' : 'opaque', issuer: null, audience: [], scopes: [], claims: {} }
  }
  const { header, payload } = parts
  const shown = (from: Readonly<Record<string, unknown>>, names: readonly string[]) =>
    names.flatMap((name) => {
      const said = wordsIn(from[name]).join(', ')
      return said === '' ? [] : [[name, said] as const]
    })
  return {
    form: 'jwt',
    issuer: wordsIn(payload['iss'])[0] ?? null,
    audience: wordsIn(payload['aud']),
    scopes: [...wordsIn(payload['scope']), ...wordsIn(payload['scp'])].flatMap((each) =>
      each.split(' ').filter((word) => word !== ''),
    ),
    claims: Object.fromEntries([
      ...shown(payload, SHOWN),
      ...MOMENTS.flatMap((name) => {
        const at = Number(payload[name]) * 1_000
        return typeof payload[name] === 'number' && at > 0 && isMoment(at) ? [[name, isoUtc(at)] as const] : []
      }),
      ...shown(header, OF_HEADER),
    ]),
  }
}

/** A text, a number, or a list of them; cut where it is long, and without whatever looks like a token. */
function wordsIn(value: unknown): string[] {
  const all = Array.isArray(value) ? value.slice(0, MOST_WORDS) : [value]
  return all.flatMap((each) => {
    if (typeof each !== 'string' && typeof each !== 'number' && typeof each !== 'boolean') return []
    const said = withoutTokens(withoutEnds(String(each), ' ')).slice(0, LONGEST)
    return said === '' ? [] : [said]
  })
}
