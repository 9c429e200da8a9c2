import type { FaultText } from '../../fault-text.ts'

/** Secrets that would go somewhere else than they were entered for, and addresses that could not be read. */
export const faultsOfOrigins = {
  origin_changed: {
    say: 'The secrets of {name} were entered for {bound}; this would send them to {wanted}.',
    next: 'Enter all of them again with it, or allow it: "everbearer edit {name} --from FILE --allow-origin[ {wanted}]".',
    cases: {
      import: {
        say: 'The secrets of {name} were entered for {bound}; this file would send them to {wanted}.',
        next: 'If you know that server, run the same with --allow-origin[ {wanted}].',
      },
    },
  },
  origin_told: {
    say: 'The issuer of {name} now leads to {wanted}; its secrets were entered for {bound}.',
    next: 'Ask its people; if that is right: "everbearer edit {name} --allow-origin[ {wanted}]".',
  },
  origin_unbound: {
    say: 'The secrets of {name} were not entered for {wanted} but for {bound}, so nothing was sent.',
    next: 'Enter them again with "everbearer edit {name}".',
  },
  nothing_to_allow: {
    say: 'Nothing of {name} waits to be allowed.',
    next: 'Its secrets go where they were entered for; "everbearer show {name}" prints the addresses.',
  },
  invalid_origin: {
    say: 'An origin is a scheme, a host and, where it is not the usual one, a port.',
    next: 'Write it as in --allow-origin https://login.example or https://login.example:8443.',
  },
  secret_entered_elsewhere: {
    say: 'It was entered for {bound}; saved like this, it would be sent to {wanted}.',
    next: 'Enter it again here, or check the addresses above.',
  },
  address_has_variable: {
    say: '{field} still holds a placeholder or a mark that no address has.',
    next: 'Put the real address in its place.',
  },
  import_address_missing: {
    say: 'The file names no address of the server that could be read[; the default would be {standard}].',
    next: 'Write the whole address into the file, beginning with https://, then import it again.',
  },
  import_address_unread: {
    say: 'The file gives an address[ under {label}] that is not a whole one.',
    next: 'Write it in full, beginning with https://, then import it again.',
  },
  import_address_unused: {
    say: 'The file also gives an address[ under {label},] for which this system has no place.',
    next: 'Nothing needs doing, unless tokens are asked for there: then enter it as an endpoint.',
  },
  import_several_servers: {
    say: 'The file holds values for more than one server[: {labels}].',
    next: 'Leave in it what belongs to one of them, then import it again.',
  },
} as const satisfies Record<string, FaultText>
