import type { FaultText } from '../../fault-text.ts'
import { counted } from '../counted.ts'

/** What keeps a program that asks over HTTP from what it wants. */
export const faultsOfConsumers = {
  consumer_taken: {
    say: 'There is already a consumer with this name[: {consumer}].',
    next: 'Choose another name, or take the key of that one away with "everbearer consumers revoke".',
  },
  no_such_consumer: {
    say: 'There is no consumer with this name[: {consumer}].',
    next: 'Run "everbearer consumers list" to see the names.',
  },
  not_a_bridge: {
    say: 'This is no address of a bridge for containers on this computer[: {address}].',
    next: 'Take the one that the container engine names (often 172.17.0.1), or "none". No other network gets in.',
  },
  consumers_need_tls: {
    say: 'Other computers come over TLS alone, and no certificate with its key is set.',
    next: 'Set "consumers.certificate" and "consumers.key" to PEM files, then the address; "consumers.address none" closes it.',
  },
  invalid_listen_address: {
    say: 'This is no address with a port to listen at.',
    next: 'Write it as 192.0.2.7:8443 or 0.0.0.0:8443 (an IPv6 address in square brackets), or "none".',
  },
  address_not_here: {
    say: 'This computer has no such address[: {address}].',
    next: 'Set "consumers.address" to one that it has, or to 0.0.0.0:PORT for all of them.',
  },
  tls_file_unsafe: {
    say: 'Others can get at a file for TLS[: {file}][ ({why})].',
    next: 'Let the user of Everbearer or root own it, the key with mode 0600 (chmod 600) and the certificate with 0644.',
  },
  tls_file_broken: {
    say: 'A file for TLS cannot be used[: {file}][ ({why})].',
    next: 'Lay down the certificate and its key as PEM, the key without a passphrase, the names as subject alternative names.',
  },
  tls_pair_differs: {
    say: 'The key does not belong to the certificate[: {certificate}][, {key}].',
    next: 'Lay down the two that were made together; what was good before goes on meanwhile.',
  },
  certificate_ends: {
    say: counted(
      {
        one: 'The certificate for consumers ends[ at {at}][, in less than a day].',
        other: 'The certificate for consumers ends[ at {at}][, in less than {days} days].',
      },
      'days',
    ),
    next: 'Lay the next one and its key into the place of the files; it counts at once.',
  },
  certificate_ended: {
    say: 'The certificate for consumers has ended[ at {at}], so no program believes it.',
    next: 'Lay a new one and its key into the place of the files; it counts at once.',
  },
  certificate_not_shown: {
    say: 'Whoever comes to the port for consumers[ ({at})] is shown another certificate than the one that is set.',
    next: 'Look for a forwarder in front of the port that speaks TLS itself, and let it pass the bytes on as they are.',
  },
  port_answers_other: {
    say: 'At the port for consumers[ ({at})] another program answers, though Everbearer listens there.',
    next: 'See which one it is ("ss -ltnp", a container’s published port), end it, or set "consumers.port" to another number.',
  },
  port_silent: {
    say: 'The port for consumers[ ({at})] is open, and nobody can come to it.',
    next: 'See whether a firewall of this computer keeps programs from it, or set "consumers.port" to another number.',
  },
  port_unopened: {
    say: 'The port for consumers is set[ ({at})], and closed while nothing of Everbearer keeps running.',
    next: 'Start "everbearer agent", at each login with "everbearer agent --install", or open the window.',
  },
  consumer_key_unknown: {
    say: 'This key of a consumer is not known here: it was revoked, or another Everbearer has it.',
    next: 'Run "everbearer consumers list" to see which count; "everbearer consumers add" makes another.',
    cases: {
      none: {
        say: 'No key of a consumer came with this request, neither as a bearer nor as a Basic password.',
        next: 'Send "Authorization: Bearer KEY"; "everbearer consumers add" makes a key.',
      },
      shape: {
        say: 'What came as the key of a consumer is no whole key: one is evb_ and 80 hex digits.',
        next: 'Look for a line break, a space or quotes at its ends, or for missing letters; "everbearer consumers add" makes another.',
      },
    },
  },
  consumer_gateway_only: {
    say: 'This key is for the gateway alone, and opens nothing else.',
    next: 'Send calls through /g/NAME/; a program that asks for tokens needs a key made without "--gateway-only".',
  },
  consumer_key_spread: {
    say: 'The key stands in this request in a second place, and would be sent on to the server from there.',
    next: 'Send the key in the Authorization header alone.',
  },
  gateway_path_refused: {
    say: 'This path could lead out of the connection’s base URL.',
    next: 'Leave out dot segments and backslashes, encoded ones too, and begin it with /g/NAME/.',
  },
  gateway_path_own: {
    say: 'At this address the connection itself is renewed or signed in; no program is led there.',
    next: 'Leave renewals to Everbearer: each call through it carries a valid token.',
  },
  gateway_protocol_refused: {
    say: 'This kind of request is not passed on.',
    next: 'Send ordinary HTTP requests, with a body of known length or in chunks, or an upgrade to a WebSocket or SPDY/3.1.',
  },
  gateway_loop: {
    say: 'This request has come through Everbearer before.',
    next: 'Look at the connection’s base URL: it must lead to the server itself, not to Everbearer.',
  },
  consumer_too_busy: {
    say: 'This consumer has too many requests under way at once[ (at most {most})].',
    next: 'Wait for some of them to end.',
  },
  consumer_key_unfit: {
    say: 'The address of an Everbearer is set, and no whole key of a consumer for it[ (in {where})].',
    next: 'Set EVERBEARER_KEY to what "everbearer consumers add" printed, or EVERBEARER_KEY_FILE to a file with that alone.',
  },
  unknown_parameter: {
    say: 'This address reads no such parameter[: {parameter}].',
    next: 'Leave it out or correct its spelling; nothing was done[, and known here are: {known}].',
    cases: {
      nearest: {
        say: 'This address reads no such parameter[: {parameter}].',
        next: 'Correct its spelling[: {nearest}]; nothing was done.',
      },
    },
  },
  keeper_url_unfit: {
    say: 'This is no address of an Everbearer’s port[: {url}].',
    next: 'Write EVERBEARER_URL as http://127.0.0.1:4711 or https://NAME:8443, with nothing after the port.',
  },
  key_in_the_clear: {
    say: 'No key goes there[, to {host},] without TLS, since others could read it on the way.',
    next: 'Use an https address; a containers’ bridge of this computer is named by its address, in EVERBEARER_BRIDGE too.',
  },
} as const satisfies Record<string, FaultText>
