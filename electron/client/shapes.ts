/**
 * All shapes that a program sees of the client: this file imports nothing, so that it can be copied along with it.
 */

/** A length of time: seconds as a number, or `90s`, `5m`, `2h`. */
export type Ttl = number | string

/** What a client of an API needs beside a token; the same as docs/http.md tells, in the words of JavaScript. */
type Settings = {
  readonly name: string
  readonly baseUrl: string
  /** Empty where the system has none. */
  readonly clientId: string
  readonly endpoints: Readonly<Record<string, string>>
  /** How often a program should try again by itself. */
  readonly maxRetries: number
  /** RFC 3339, UTC; null where nobody knows the end. */
  readonly expiresAt: string | null
  /** The same in seconds since 1970. */
  readonly expiresAtEpoch: number | null
  readonly secondsLeft: number | null
  /** Counts up with each new token; `rejected` wants it. */
  readonly generation: number
}

export type Connection = Settings & {
  readonly system: string
  /** valid, renewing, expiring, expired, unknown, needs-person, paused or unsaved (docs/command-line.md). */
  readonly state: string
}

export type Token = Settings & {
  readonly token: string
  /** As it stands before the token in `Authorization`. */
  readonly tokenType: string
  /** The query parameter that carries it, where the server reads no header (Crafter Profile). */
  readonly parameter: string | null
  /** Of an OpenID provider, beside it; null where there is none, or it has ended. */
  readonly idToken: string | null
  readonly idTokenExpiresAt: string | null
  /** Sooner than the end at servers that end the old token when they give a new one. */
  readonly usableUntil: string | null
  /** Set when the best there is falls short of what was asked. */
  readonly warning: Trouble | null
}

export type Trouble = {
  readonly code: string
  readonly params: Readonly<Record<string, string | number>>
  readonly message: string
  /** What to do about it. */
  readonly next: string
}

export type Options = {
  /** The state folder: EVERBEARER_HOME or the platform's usual place unless given. */
  readonly home?: string
  /** Starts `everbearer agent`, which goes on after this program, where nobody keeps. False unless given. */
  readonly start?: boolean
  /**
   * A keeper's port for programs with a key, in place of the socket: `http://127.0.0.1:4711`, `https://keeper.example:8443`.
   * EVERBEARER_URL unless this or `home` is given. Whoever names one names its key as well.
   */
  readonly url?: string
  /** The key of a consumer: EVERBEARER_KEY. */
  readonly key?: string
  /** A file with nothing but the key in it, read at each question: EVERBEARER_KEY_FILE. */
  readonly keyFile?: string
  /** A PEM file with the authority to trust at an https address, in place of the usual ones: EVERBEARER_CA. */
  readonly ca?: string
  /** The address of a containers' bridge on this very computer; there alone, and on loopback, a key goes without TLS: EVERBEARER_BRIDGE. */
  readonly bridge?: string
  /** How long one answer may take, in ms; 150 s unless given, since a renewal may take 120 s. */
  readonly timeoutMs?: number
}

/** What `fetch` takes beside its address, and how long the token is to be valid. A redirect comes back as it is. */
export type AuthorizedInit = RequestInit & { readonly minTtl?: Ttl }

// biome-ignore lint/suspicious/noExplicitAny: the types of axios differ from one version to the next
type Interceptors = { use(...given: any[]): number; eject(id: number): void }

/** As much of an axios instance as is needed of it; any version's fits. */
export type AxiosLike = {
  readonly interceptors: { readonly request: Interceptors; readonly response: Interceptors }
  getUri(config?: unknown): string
  request(config: unknown): Promise<unknown>
}

/** A token beside the connection's own: for one resource (RFC 8707), or with another scope (docs/http.md). */
export type Narrowed = { readonly resource?: string; readonly scope?: string }

/** All of them reject with an EverbearerError. */
export type Everbearer = {
  /** A valid token, renewed first where it must be. Nothing is kept here: each call asks the keeper, over a kept line. */
  getToken(name: string, options?: Narrowed & { readonly minTtl?: Ttl }): Promise<Token>
  connection(name: string): Promise<Connection>
  connections(): Promise<readonly Connection[]>
  /** A server answered 401 to the token of this generation: renewed at most once for it, however many report it. */
  rejected(name: string, generation: number, of?: Narrowed): Promise<Connection>
  /**
   * `fetch` with the connection's token. An address without a host is one below the base URL; any other must be below it,
   * since a token goes nowhere else. After a 401 the token is reported, and the call made once more with the next one
   * where its body can be sent again (no stream).
   */
  authorizedFetch(name: string, input: string | URL | Request, init?: AuthorizedInit): Promise<Response>
  /** The same for all calls of an axios instance, whose base URL it becomes. Gives what takes it away again. */
  interceptAxios(axios: AxiosLike, name: string, options?: { readonly minTtl?: Ttl }): () => void
  /** Closes the kept line; it keeps no program alive. */
  close(): void
}
