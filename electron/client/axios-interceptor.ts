import { authorizationOf } from './authorization.ts'
import { successor } from './authorized-fetch.ts'
import { addressBelow } from './base-address.ts'
import { explainedError } from './explained-error.ts'
import type { AxiosLike, Everbearer, Token, Ttl } from './shapes.ts'
import { untilAborted } from './until-aborted.ts'

/** What of a request's configuration is read or set here. */
type Config = {
  baseURL?: string
  url?: string
  params?: unknown
  data?: unknown
  headers: { set(name: string, value: string): unknown }
  maxRedirects?: number
  signal?: AbortSignal
  /** Ours: the generation that went along, and whether this is the second time. */
  everbearer?: { readonly generation: number; readonly again: boolean }
}

type Refusal = { readonly config?: Config; readonly response?: { readonly status?: number } }

type Keeper = Pick<Everbearer, 'getToken' | 'rejected'>

const REFUSED = 401

/** Puts the connection's token on each request of an axios instance, and tries once more after a 401 with the next. */
export function interceptorOf(
  keeper: Keeper,
  axios: AxiosLike,
  name: string,
  options: { readonly minTtl?: Ttl } = {},
): () => void {
  const request = axios.interceptors.request.use(async (config: Config) => {
    try {
      return authorized(axios, config, await untilAborted(keeper.getToken(name, options), config.signal))
    } catch (thrown) {
      // Axios ends it then, in its own words.
      if (config.signal?.aborted) return config
      throw await explainedError(thrown, { name })
    }
  })
  const response = axios.interceptors.response.use(null, async (error: Refusal) => {
    const { config, response } = error
    const earlier = config?.everbearer
    if (config === undefined || earlier === undefined || earlier.again || response?.status !== REFUSED) throw error
    const pendingNext = successor(keeper, { name, generation: earlier.generation }, options)
    const next = await untilAborted(pendingNext, config.signal).catch(() => null)
    if ((next === null && !config.signal?.aborted) || isStream(config.data)) throw error
    return axios.request({ ...config, everbearer: { ...earlier, again: true } })
  })
  return () => {
    axios.interceptors.request.eject(request)
    axios.interceptors.response.eject(response)
  }
}

function authorized(axios: AxiosLike, config: Config, token: Token): Config {
  const { baseURL = token.baseUrl, everbearer } = config
  const changed: Config = {
    ...config,
    baseURL,
    // A redirect would take the token along.
    maxRedirects: 0,
    everbearer: { generation: token.generation, again: everbearer?.again ?? false },
  }
  addressBelow(token.baseUrl, axios.getUri(changed), token.name)
  if (token.parameter === null) config.headers.set('Authorization', authorizationOf(token))
  else changed.params = { ...(config.params as object | undefined), [token.parameter]: token.token }
  return changed
}

/** A stream is gone once it has been sent. */
function isStream(data: unknown): boolean {
  return typeof data === 'object' && data !== null && ('pipe' in data || 'getReader' in data)
}
