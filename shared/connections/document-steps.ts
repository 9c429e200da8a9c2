import { z } from 'zod'
import { codeOfToday } from '../faults/former-codes.ts'
import type { Content, VersionSteps } from './version-steps.ts'

/**
 * Brings a vault document that an older build wrote to the shape of connection.ts, one version at a time. Whoever adds a
 * field to today's version while no build has written it adds to the last step what its absence meant.
 */
export const DOCUMENT_STEPS: VersionSteps = [fromVersion1, fromVersion2]

/**
 * Version 1 was written in three shapes: with a client secret beside the tokens; with credentials by name; and with
 * what the server has shown of itself as well.
 */
function fromVersion1({ clientSecret, clientSecretSince, ...document }: Content): Content {
  return {
    credentials: credentialsOfVersion1(clientSecret, clientSecretSince ?? document.createdAt),
    learned: {},
    renewedAt: renewedAtOfVersion1(document.lastRenewal),
    superseded: null,
    older: null,
    endsOlder: null,
    network: null,
    ...document,
    tokens: tokensOfVersion1(document.tokens),
    refused: withCodesOfToday(document.refused),
    lastRenewal: withCodesOfToday(document.lastRenewal),
    validated: withCodesOfToday(lastTestOfVersion1(document.validated)),
    // Bound at its first load, to where its settings lead then.
    bound: null,
  }
}

/** Version 2 had a person's settings and none of their words. */
function fromVersion2(document: Content): Content {
  return { tags: [], note: '', ...document }
}

/** Its faults had codes that are named otherwise today. */
function withCodesOfToday(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withCodesOfToday)
  if (typeof value !== 'object' || value === null) return value
  const fields = Object.entries(value)
  return Object.fromEntries(fields.map(([key, of]) => [key, key === 'code' ? codeOfToday(of) : withCodesOfToday(of)]))
}

/** It kept no ID token. */
function tokensOfVersion1(tokens: unknown): unknown {
  return typeof tokens === 'object' && tokens !== null ? { idToken: null, ...tokens } : (tokens ?? null)
}

/** Of a test there were the verdicts alone, and nobody knows of which tokens. */
function lastTestOfVersion1(validated: unknown): unknown {
  return typeof validated === 'object' && validated !== null
    ? { generation: null, fault: null, steps: [], ...validated }
    : (validated ?? null)
}

function credentialsOfVersion1(secret: unknown, since: unknown): Content {
  return secret === undefined || secret === null ? {} : { clientSecret: { secret, since } }
}

/** Only the last attempt was on record: where that one failed, nobody knows of those before it. */
function renewedAtOfVersion1(lastRenewal: unknown): unknown {
  const { data } = z.looseObject({ outcome: z.literal('renewed'), at: z.number() }).safeParse(lastRenewal)
  return data?.at ?? null
}
