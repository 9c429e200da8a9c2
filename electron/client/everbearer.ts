import { resolve } from 'node:path'
import { API } from '../../shared/api/addresses.ts'
import { FaultError } from '../../shared/fault.ts'
import { stateFolderPath } from '../adapters/node/files/state-folder.ts'
import { fetchAuthorized } from './authorized-fetch.ts'
import { interceptorOf } from './axios-interceptor.ts'
import { explainedError } from './explained-error.ts'
import { overPort } from './keeper-port.ts'
import { overSocket } from './keeper-reach.ts'
import { portGiven } from './port-place.ts'
import { type Question, RetryingClient } from './retrying-client.ts'
import type { Connection, Everbearer, Options, Token } from './shapes.ts'
import { startAgent } from './start-agent.ts'

/**
 * What programs import (docs/clients.md): tokens of the keeper that runs for this user, over its local socket, or of one
 * elsewhere, over its port with a key. Loads nothing but Node's own parts.
 */

export { EverbearerError } from './everbearer-error.ts'
export type * from './shapes.ts'

const TIMEOUT_MS = 150_000

/** A client of its own; most programs are well served by the functions below, which share one. */
export function createEverbearer(options: Options = {}): Everbearer {
  const client = new RetryingClient({ ...reachOf(options), timeoutMs: options.timeoutMs ?? TIMEOUT_MS })
  const waiting = new Map<string, Promise<unknown>>()

  async function ask(asked: Question, name = ''): Promise<unknown> {
    try {
      return inCamelCase(await client.ask(asked))
    } catch (thrown) {
      throw await explainedError(thrown, name === '' ? {} : { name })
    }
  }

  /** Concurrent calls for the same path share one request. */
  function askOnce(path: string, name: string): Promise<unknown> {
    const pending = waiting.get(path)
    if (pending !== undefined) return pending
    const asked = ask({ path }, name).finally(() => {
      if (waiting.get(path) === asked) waiting.delete(path)
    })
    waiting.set(path, asked)
    return asked
  }

  const everbearer: Everbearer = {
    getToken(name, { minTtl, ...rest } = {}) {
      // Unknown options are passed on so that the keeper refuses a misspelt one; ignored, it would give a token for more.
      return askOnce(`${pathOf(name)}/token${queryOf({ min_ttl: minTtl, ...rest })}`, name) as Promise<Token>
    },
    connection: (name) => ask({ path: pathOf(name) }, name) as Promise<Connection>,
    connections: () => ask({ path: API.connections }) as Promise<readonly Connection[]>,
    async rejected(name, generation, of = {}) {
      const body = { ...of, generation }
      const asked = { path: `${pathOf(name)}/rejected`, method: 'POST', body } as const
      const connection = (await ask(asked, name)) as Connection
      // An answer in flight may be the token that was refused.
      waiting.clear()
      return connection
    },
    async authorizedFetch(name, input, init) {
      try {
        return await fetchAuthorized(everbearer, name, input, init)
      } catch (thrown) {
        throw thrown instanceof FaultError ? await explainedError(thrown, { name }) : thrown
      }
    },
    interceptAxios: (axios, name, more) => interceptorOf(everbearer, axios, name, more),
    close: () => client.close(),
  }
  return everbearer
}

/** No agent can be started behind a port. */
function reachOf(options: Options): Pick<ConstructorParameters<typeof RetryingClient>[0], 'reach' | 'start'> {
  const port = portGiven(options, process.env)
  if (port !== null) return { reach: overPort(port), start: null }
  const stateFolder = options.home === undefined ? stateFolderPath() : resolve(options.home)
  return {
    reach: overSocket(stateFolder),
    start: options.start ? () => startAgent(stateFolder, import.meta.url) : null,
  }
}

let sharedOrNull: Everbearer | null = null

function sharedClient(): Everbearer {
  sharedOrNull ??= createEverbearer()
  return sharedOrNull
}

export const getToken: Everbearer['getToken'] = (...given) => sharedClient().getToken(...given)
export const connection: Everbearer['connection'] = (...given) => sharedClient().connection(...given)
export const connections: Everbearer['connections'] = () => sharedClient().connections()
export const rejected: Everbearer['rejected'] = (...given) => sharedClient().rejected(...given)
export const authorizedFetch: Everbearer['authorizedFetch'] = (...given) => sharedClient().authorizedFetch(...given)
export const interceptAxios: Everbearer['interceptAxios'] = (...given) => sharedClient().interceptAxios(...given)

function pathOf(name: string): string {
  return `${API.connections}/${encodeURIComponent(name)}`
}

function queryOf(asked: Readonly<Record<string, string | number | undefined>>): string {
  const query = new URLSearchParams()
  for (const [key, value] of Object.entries(asked)) if (value !== undefined) query.set(key, `${value}`)
  return query.size === 0 ? '' : `?${query}`
}

/** The API's snake_case names as camelCase; values stay as they are. */
function inCamelCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inCamelCase)
  if (typeof value !== 'object' || value === null) return value
  const renamed = ([key, each]: [string, unknown]) => [
    key.replaceAll(/_([a-z])/g, (_, letter) => letter.toUpperCase()),
    each,
  ]
  return Object.fromEntries(Object.entries(value).map(renamed))
}
