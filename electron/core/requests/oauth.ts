import type { EffectiveNetwork } from '../../../shared/connections/network.ts'
import type { Fault } from '../../../shared/fault.ts'
import type { Secret } from '../../../shared/secret.ts'
import type { AssertionAlgorithm } from '../../../shared/systems/assertion-algorithms.ts'
import type { Authorization } from '../../../shared/systems/sign-in.ts'
import type { AssertionRequest } from '../../../shared/systems/system.ts'

/**
 * OAuth beyond a plain token request (docs/decisions.md 16): what a library does, over the same Http port as all else.
 */
export type OAuth = {
  /**
   * What the server at this issuer says of itself (OpenID Connect Discovery 1.0, RFC 8414). Raises no_discovery,
   * issuer_mismatch, and the faults of calls that got no reply.
   */
  discover(issuer: string, way: EffectiveNetwork | null): Promise<ServerFacts>
  /** The address where a person signs in, and what its answer is held against (RFC 7636, RFC 9207). */
  beginCode(authorization: Authorization, redirectUri: string): Promise<CodeBegun>
  /** The code in an answer's address. Raises sign_in_forged, sign_in_denied. */
  readCode(answer: string, begun: CodeBegun): Promise<Secret>
  /** A client assertion (RFC 7523), made at `at` (UTC ms) and good for a minute. Raises invalid_private_key. */
  sign(wanted: AssertionRequest, at: number): Promise<Secret>
}

export type ServerFacts = {
  /** Addresses by the endpoint's name among our settings. */
  readonly endpoints: Readonly<Record<string, string>>
  /** The metadata fields, by the same names, that hold what is no address. */
  readonly unreadable: Readonly<Record<string, string>>
  readonly issParameter: boolean
  /** What it takes client assertions signed with, of what we can; empty where it tells nothing of that. */
  readonly assertionAlgorithms: readonly AssertionAlgorithm[]
  /** True where it takes client ID and secret in the body of a request and not in HTTP Basic. */
  readonly wantsSecretInBody: boolean
}

export type CodeBegun = Pick<Authorization, 'issuer' | 'issParameter' | 'clientId'> & {
  readonly url: string
  readonly state: string
  /** What an ID token must repeat (OpenID Connect Core 3.1.3.7); null where none is asked for. */
  readonly nonce: string | null
  readonly verifier: Secret
}

/** Where a browser brings the answer to a sign-in: an address on this computer and no other (RFC 8252 section 7.3). */
export type Redirects = {
  /**
   * `wanted` is a redirect address as set, empty for any. `answer` is given each address that a browser calls, and the
   * browser is shown what came of it: null for a sign-in that is done. Raises sign_in_port_taken.
   */
  listen(wanted: string, answer: (address: string) => Promise<Fault | null>): Promise<Redirect>
}

export type Redirect = { readonly uri: string; close(): Promise<void> }
