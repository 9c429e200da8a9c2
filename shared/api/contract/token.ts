import { z } from 'zod'
import { faultSchema } from '../../faults/fault-schema.ts'

/** Of a token beside the connection's own; what is no resource and no scope is told in words (shared/tokens/narrowing.ts). */
export const narrowingInput = { resource: z.string().max(4_096).optional(), scope: z.string().max(32_768).optional() }

/** `token` and `idToken` are the only outputs that carry a secret. Times ISO 8601 UTC, lengths in ms. */
export const tokenAnswerSchema = z.object({
  token: z.string(),
  tokenType: z.string(),
  expiresAt: z.string().nullable(),
  /** Its end, or before that the renewal that ends it, at a server that does so (shared/tokens/older-token.ts). */
  usableUntil: z.string().nullable(),
  generation: z.number(),
  /** Beside it, of an OpenID provider, until it ends; left out where there is none. */
  idToken: z.object({ token: z.string(), expiresAt: z.string().nullable() }).optional(),
  /** What a client needs beside the token. */
  baseUrl: z.string(),
  /** The parameter of a request that carries it, where the server reads no header; left out everywhere else. */
  parameter: z.string().optional(),
  clientId: z.string(),
  endpoints: z.record(z.string(), z.string()),
  maxRetries: z.number(),
  /** Set when the best there is falls short of what was asked: shorter lives, or a renewal that failed. */
  warning: faultSchema.nullable(),
})

export type TokenAnswer = z.infer<typeof tokenAnswerSchema>
