import type { EffectiveNetwork } from '../../../shared/connections/network.ts'
import type { Fault } from '../../../shared/fault.ts'
import type { TextAnswer } from '../../../shared/http.ts'

/** What the two halves of the gateway know of each other: the door decides, an adapter moves the bytes. */

/** A request as it came in, before anything of its body was read. */
export type CallIn = {
  readonly method: string
  /** The request's target as it stands on the line. */
  readonly target: string
  /** Names and values in turn, as they came. */
  readonly rawHeaders: readonly string[]
  /** It wants the connection itself from then on (RFC 9110 section 7.8). */
  readonly isUpgrade: boolean
  /** Ends it from our side: its consumer was revoked. */
  cut(): void
}

/** Of a call that was let in. */
export type ForwardedCall = {
  /** How it goes out with the token of this moment. Raises what hinders a valid token. */
  attempt(): Attempt | Promise<Attempt>
  /** The server answered 401 to it; resolves when a renewal that this causes has ended. */
  rejected(attempt: Attempt): Promise<void>
  /** The answer's headers as the consumer gets them. */
  headersBack(attempt: Attempt, rawHeaders: readonly string[]): string[]
  /** It has ended, however that was. */
  done(): void
  /** It has no end of its own: a WebSocket, a stream of events. */
  endless(): void
}

export type Attempt = {
  /** Whose call over which connection it is: two of them share no line to the server. */
  readonly holder: string
  /** Where the connection's calls go; the same object for as long as that, and the way there, stay the same. */
  readonly place: { readonly baseUrl: string; readonly way: EffectiveNetwork | null }
  /** Scheme, host and port. */
  readonly origin: string
  /** The path with its query, as the server gets it. */
  readonly path: string
  readonly rawHeaders: string[]
  readonly generation: number
  /** How often it may be sent again where nothing came back. */
  readonly maxRetries: number
}

/** By which names programs call the port that a request has come in on. */
export type PortNames = {
  readonly scheme: 'http' | 'https'
  /** Of a Host header in small letters: a name or an address, with the port where it is not the scheme's own. */
  has(host: string): boolean
}

export type GatewayDoor = {
  /** Whether this is for the gateway at all. */
  takes(target: string): boolean
  /** At once, where the consumers have been read. */
  admit(call: CallIn, names: PortNames): ForwardedCall | Fault | Promise<ForwardedCall | Fault>
  refuse(trouble: Fault): TextAnswer
}
