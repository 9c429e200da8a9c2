import { z } from 'zod'
import { STATES } from '../connections/states.ts'
import { faultSchema } from '../faults/fault-schema.ts'
import { momentOf } from '../time/instant.ts'
import type { Output } from './contract/contract.ts'

/**
 * What programs are answered at the addresses that are made for them (routes.ts): flat, in the words of OAuth replies
 * (RFC 6749), so that one line of a script can pick a value out.
 */

const settings = {
  base_url: z.string(),
  /** Empty where the system has none. */
  client_id: z.string(),
  endpoints: z.record(z.string(), z.string()),
  /** How often a program should try again by itself. */
  max_retries: z.number(),
}

const life = {
  /** RFC 3339, UTC; null where the end is not known. */
  expires_at: z.string().nullable(),
  /** The same in seconds since 1970. */
  expires_at_epoch: z.number().nullable(),
  /** From the moment of the answer, never below 0. */
  seconds_left: z.number().nullable(),
  /** Counts up with each new token; to be named when a server refuses it. */
  generation: z.number(),
}

export const programConnectionSchema = z.object({
  name: z.string(),
  system: z.string(),
  state: z.enum(STATES),
  ...settings,
  ...life,
})

export const programTokenSchema = z.object({
  name: z.string(),
  token: z.string(),
  token_type: z.string(),
  ...settings,
  ...life,
  /** The query parameter that carries it, where the server reads no header (Crafter Profile); else null. */
  parameter: z.string().nullable(),
  /** Of an OpenID provider, beside it; null where there is none, or it has ended. */
  id_token: z.string().nullable(),
  id_token_expires_at: z.string().nullable(),
  /** Its end, or before that the renewal that ends it, at a server that does so; RFC 3339, UTC. */
  usable_until: z.string().nullable(),
  /** Set when the best there is falls short of what was asked. */
  warning: faultSchema.nullable(),
})

export type ProgramConnection = z.infer<typeof programConnectionSchema>
export type ProgramToken = z.infer<typeof programTokenSchema>

/** `now` in UTC ms. */
export function programConnection(view: Output<'connections.get'>, now: number): ProgramConnection {
  const { name, system, state } = view
  return { name, system, state, ...settingsOf(view), ...lifeOf(view, now) }
}

/** `now` in UTC ms. An answer that is given again is the same object again until a second has passed. */
export function programToken(name: string, given: Output<'connections.token'>, now: number): ProgramToken {
  const last = lastAnswers.get(given)
  const endsAt = last === undefined ? momentOf(given.expiresAt) : last.endsAt
  if (last?.answer.name === name && last.answer.seconds_left === secondsLeft(endsAt, now)) return last.answer
  const { token, tokenType, parameter = null, idToken, usableUntil, warning } = given
  const settings = settingsOf(given)
  const answer = {
    name,
    token,
    token_type: tokenType,
    parameter,
    id_token: idToken?.token ?? null,
    id_token_expires_at: idToken?.expiresAt ?? null,
    ...settings,
    ...lifeOf(given, now),
    usable_until: usableUntil,
    warning,
  }
  lastAnswers.set(given, { answer, endsAt })
  return answer
}

/** Programs ask again and again, many times a second. */
const lastAnswers = new WeakMap<
  Output<'connections.token'>,
  { readonly answer: ProgramToken; readonly endsAt: number | null }
>()

type Settings = Pick<Output<'connections.get'>, 'baseUrl' | 'clientId' | 'endpoints' | 'maxRetries'>

function settingsOf({ baseUrl, clientId, endpoints, maxRetries }: Settings) {
  return { base_url: baseUrl, client_id: clientId, endpoints, max_retries: maxRetries }
}

function lifeOf({ expiresAt, generation }: { expiresAt: string | null; generation: number }, now: number) {
  const endsAt = momentOf(expiresAt)
  return {
    expires_at: expiresAt,
    expires_at_epoch: endsAt === null ? null : Math.floor(endsAt / 1_000),
    seconds_left: secondsLeft(endsAt, now),
    generation,
  }
}

function secondsLeft(endsAt: number | null, now: number): number | null {
  return endsAt === null ? null : Math.max(0, Math.floor((endsAt - now) / 1_000))
}
