import { z } from 'zod'
import type { HttpReply } from '../http.ts'
import { Secret } from '../secret.ts'
import { secretSchema } from '../secret-schema.ts'
import { readHttpDate } from '../time/instant.ts'
import { momentSchema } from '../time/moment-schema.ts'
import { expiryOf } from './expiry.ts'
import { readJwt } from './jwt.ts'
import { firstAt, type RawTokens, SPELLINGS, tokenIn } from './token-fields.ts'

/** An ID token (OpenID Connect Core section 2) beside the access token. It has a life of its own, which only it tells. */
export const idTokenSchema = z.object({
  secret: secretSchema,
  issuedAt: momentSchema,
  expiresAt: momentSchema.nullable(),
})

export type IdToken = z.infer<typeof idTokenSchema>

/** The ID token of a reply to a token request, else null: a renewal need not bring one (OpenID Connect Core 12.2). UTC ms. */
export function idTokenIn(raw: RawTokens, reply: Pick<HttpReply, 'sentAt' | 'receivedAt' | 'headers'>): IdToken | null {
  const text = firstAt(raw, SPELLINGS.idToken, tokenIn)
  if (text === null) return null
  const { sentAt, receivedAt, headers } = reply
  const { expiresAt } = expiryOf({
    sentAt,
    receivedAt,
    expiresIn: null,
    expiresAt: null,
    jwt: readJwt(text),
    serverDate: readHttpDate(headers['date'] ?? ''),
  })
  return { secret: new Secret(text), issuedAt: sentAt, expiresAt }
}
