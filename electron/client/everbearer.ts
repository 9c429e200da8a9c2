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
import { type Asked, RetryingClient } from './retrying-client.ts'
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
  const line = new RetryingClient({ ...reachOf(options), timeoutMs: options.timeoutMs ?? TIMEOUT_MS })
  const waiting = new Map<string, Promise<unknown>>()

  async function ask(asked: Asked, name = ''): Promise<unknown> {
    try {
      return inOurWords(await line.ask(asked))
    } catch (thrown) {
      throw await explainedError(thrown, name === '' ? {} : { name })
    }
  }

  /** However many ask for the same at the same time, one asks the keeper. */
  function joined(path: string, name: string): Promise<unknown> {
    const before = waiting.get(path)
    if (before !== undefined) return before
    const asked = ask({ path }, name).finally(() => {
      if (waiting.get(path) === asked) waiting.delete(path)
    })
    waiting.set(path, asked)
    return asked
  }

  const everbearer: Everbearer = {
    getToken(name, { minTtl, ...rest } = {}) {
      // The rest as well: what is misspelt there the keeper refuses, where it would else bring a token for more.
      return joined(`${pathOf(name)}/token${queryOf({ min_ttl: minTtl, ...rest })}`, name) as Promise<Token>
    },
    connection: (name) => ask({ path: pathOf(name) }, name) as Promise<Connection>,
    connections: () => ask({ path: API.connections }) as Promise<readonly Connection[]>,
    async rejected(name, generation, of = {}) {
      const body = { ...of, generation }
      const asked = { path: `${pathOf(name)}/rejected`, method: 'POST', body } as const
      const connection = (await ask(asked, name)) as Connection
      // An answer that is still under way may be the token that was refused.
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
    close: () => line.close(),
  }
  return everbearer
}

/** Behind a port nobody can be started. */
function reachOf(options: Options): Pick<ConstructorParameters<typeof RetryingClient>[0], 'reach' | 'start'> {
  const port = portGiven(options, process.env)
  if (port !== null) return { reach: overPort(port), start: null }
  const stateFolder = options.home === undefined ? stateFolderPath() : resolve(options.home)
  return {
    reach: overSocket(stateFolder),
    start: options.start ? () => startAgent(stateFolder, import.meta.url) : null,
  }
}

let shared: Everbearer | null = null

function ours(): Everbearer {
  shared ??= createEverbearer()
  return shared
}

export const getToken: Everbearer['getToken'] = (...given) => ours().getToken(...given)
export const connection: Everbearer['connection'] = (...given) => ours().connection(...given)
export const connections: Everbearer['connections'] = () => ours().connections()
export const rejected: Everbearer['rejected'] = (...given) => ours().rejected(...given)
export const authorizedFetch: Everbearer['authorizedFetch'] = (...given) => ours().authorizedFetch(...given)
export const interceptAxios: Everbearer['interceptAxios'] = (...given) => ours().interceptAxios(...given)

function pathOf(name: string): string {
  return `${API.connections}/${encodeURIComponent(name)}`
}

function queryOf(asked: Readonly<Record<string, string | number | undefined>>): string {
  const query = new URLSearchParams()
  for (const [key, value] of Object.entries(asked)) if (value !== undefined) query.set(key, `${value}`)
  return query.size === 0 ? '' : `?${query}`
}

/** The keeper speaks in the words of OAuth; here names are written as in JavaScript. What a name stands for is left as it is. */
function inOurWords(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOurWords)
  if (typeof value !== 'object' || value === null) return value
  const named = ([key, each]: [string, unknown]) => [
    key.replaceAll(/_([a-z])/g, (_, letter) => letter.toUpperCase()),
    each,
  ]
  return Object.fromEntries(Object.entries(value).map(named))
}
