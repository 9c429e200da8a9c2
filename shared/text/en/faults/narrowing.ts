import type { FaultText } from '../../fault-text.ts'

/** What keeps a call from a token for a resource or a scope of its own. */
export const faultsOfNarrowing = {
  resource_unreadable: {
    say: 'This is no address of a resource.',
    next: 'Name one resource as a whole URI without "#": https://api.example/ or urn:example:api.',
  },
  scope_unreadable: {
    say: 'This is no scope.',
    next: 'Write one word or several with a space between them, without quotation marks and backslashes.',
  },
  cannot_narrow: {
    say: 'The connection[ {name}] gives no tokens for a resource or a scope of a call’s own.',
    next: 'Ask without them. Only OAuth 2.0 connections that hand out access tokens, in the standard’s own requests, can do it.',
  },
  narrowing_ends_token: {
    say: 'The server of the connection[ {name}] ends the token that is in use when it gives another one.',
    next: 'Ask without a resource or scope, or add a connection of its own for it.',
  },
  narrowing_spends: {
    say: 'The server of the connection[ {name}] replaces its refresh token with each use, and could lose it over a resource.',
    next: 'Add a connection of its own for it, signed in once, with this resource or scope in its settings.',
  },
  narrowing_shared: {
    say: 'Several workstations share the refresh token of the connection[ {name}], so it is spent for its own token alone.',
    next: 'Ask without a resource or scope, or add a connection of its own for it that is not shared.',
  },
  target_refused: {
    say: 'The server gives no token for this resource or scope[ ({error})].',
    next: 'Ask for what the server knows for this client; the connection’s own token goes on as it was.',
  },
  not_narrowed: {
    say: 'The server has answered with a token that is not for what was asked for.',
    next: 'Ask whoever runs the server whether it knows resource indicators (RFC 8707); until then ask without them.',
  },
  consumer_not_given: {
    say: 'This consumer was not given this[ {asked}].',
    next: 'Ask for what it was given, or make a key for more with "everbearer consumers add --resource" or "--scope".',
  },
  consumer_must_name: {
    say: 'This consumer was given several resources[ ({count})], and a token is for one.',
    next: 'Name one of them with "resource"; a program behind the gateway needs a key for one resource.',
  },
} as const satisfies Record<string, FaultText>
