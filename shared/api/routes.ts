import { z } from 'zod'
import { isRecord } from '../encoding/record.ts'
import { readDuration } from '../time/duration.ts'
import { API } from './addresses.ts'
import type { Output } from './contract/contract.ts'
import type { CallName } from './contract/names.ts'
import { programConnection, programConnectionSchema, programToken, programTokenSchema } from './program-answers.ts'

/** What a request names beside its address. `body` is read only where a route says so. */
export type RouteRequest = {
  readonly name: string
  readonly query: Readonly<Record<string, string>>
  readonly body: unknown
}

/** An address made for programs: another way to say a call of the contract, and a flatter answer. */
export type Route = {
  readonly method: 'GET' | 'POST'
  /** `{name}` stands for a connection's name. */
  readonly path: string
  readonly call: CallName
  /** What it is good for, in one line of openapi.json. */
  readonly summary: string
  readonly query: Readonly<Record<string, string>>
  readonly hasBody: boolean
  readonly answer: z.ZodType
  /** The call's input; whatever does not fit is refused by the contract. */
  input(asked: RouteRequest): unknown
  /** `now` in UTC ms. */
  output(value: unknown, asked: RouteRequest, now: number): object
}

const CONNECTION_PATH = `${API.connections}/{name}`
const plain = { query: {}, hasBody: false, answer: programConnectionSchema } as const
const view = (value: unknown, _asked: RouteRequest, now: number) =>
  programConnection(value as Output<'connections.get'>, now)

export const TOKEN_ROUTE: Route = {
  ...plain,
  method: 'GET',
  path: `${CONNECTION_PATH}/token`,
  call: 'connections.token',
  summary: 'A valid token, renewed first where it must be, with what a client needs beside it',
  query: {
    min_ttl: 'How long it should be valid at least: 90, 90s, 5m, 2h (60s when left out)',
    resource: 'One beside the connection’s own, for this resource alone (RFC 8707): a whole URI',
    scope: 'One beside the connection’s own, with this scope: words with a space between them',
  },
  answer: programTokenSchema,
  input: ({ name, query: { min_ttl: minTtl, resource, scope } }) => ({
    name,
    ...(minTtl === undefined ? {} : { minTtlMs: readDuration(minTtl) }),
    ...(resource === undefined ? {} : { resource }),
    ...(scope === undefined ? {} : { scope }),
  }),
  output: (value, { name }, now) => programToken(name, value as Output<'connections.token'>, now),
}

export const ROUTES: readonly Route[] = [
  {
    ...plain,
    method: 'GET',
    path: API.connections,
    call: 'connections.list',
    summary: 'All connections, without their secrets',
    answer: z.array(programConnectionSchema),
    input: () => ({}),
    output: (value, _asked, now) => (value as Output<'connections.list'>).map((each) => programConnection(each, now)),
  },
  {
    ...plain,
    method: 'GET',
    path: CONNECTION_PATH,
    call: 'connections.get',
    summary: 'One connection, without its secrets',
    input: ({ name }) => ({ name }),
    output: view,
  },
  TOKEN_ROUTE,
  {
    ...plain,
    method: 'POST',
    path: `${CONNECTION_PATH}/refresh`,
    call: 'connections.refresh',
    summary: 'Renews the token now',
    input: ({ name }) => ({ name }),
    output: view,
  },
  {
    ...plain,
    method: 'POST',
    path: `${CONNECTION_PATH}/rejected`,
    call: 'connections.rejected',
    summary: 'A server answered 401 to the token of this generation',
    hasBody: true,
    input: ({ name, body }) => ({ ...(isRecord(body) ? body : {}), name }),
    output: view,
  },
]
