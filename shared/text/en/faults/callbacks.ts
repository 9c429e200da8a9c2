import type { FaultText } from '../../fault-text.ts'

/** What can hinder showing, changing and proving the places that a server calls back. */
export const faultsOfCallbacks = {
  no_callbacks: {
    say: 'The server of this connection calls nobody back[: {name} is a {system} connection].',
    next: 'Only OSAIS connections have call-backs and a ping; for the others there is "everbearer test {name}".',
  },
  nothing_to_send: {
    say: 'Neither domain nor notify URI nor upload URI is set here, so there is nothing to send.',
    next: 'Set what should change with "everbearer edit {name}".',
  },
  callbacks_not_here: {
    say: 'The server cannot change call-backs[ at {path}][ (status {status})]; nothing was changed.',
    next: 'Its pages name another path too: "everbearer callbacks {name} --apply --at {other}".',
  },
  callbacks_refused: {
    say: 'The server did not take these call-back settings[ (status {status})].',
    next: 'Compare them with the client’s page there, and correct them with "everbearer edit {name}".',
  },
  ping_refused: {
    say: 'The server did not take the ping[ (status {status})].',
    next: 'Check the test image: an https address of a PNG or JPG of 256 to 1,024 pixels and at most 1 MB that everybody can open.',
  },
  request_unknown: {
    say: 'The server took the ping, but knows nothing of it when asked[ (status {status})].',
    next: 'Compare the request endpoint in "everbearer show {name}" with the server’s pages, letter by letter.',
  },
  request_not_ours: {
    say: 'The server took the ping, but says that it belongs to another client[ (status {status})].',
    next: 'Compare the client token with the client’s page there.',
  },
  request_unfinished: {
    say: 'The ping was taken but had not ended[ after {seconds}].',
    next: 'It may end later: "everbearer test {name}" shows whether the server has validated this client by then.',
  },
  not_validated: {
    say: 'The ping has run, but the server does not call this client validated: its notification did not arrive, or was not acknowledged.',
    next: 'See that the notify URI answers from outside, and what the server has: "everbearer callbacks {name}".',
  },
  not_the_ping_ai: {
    say: 'This address is not that of the ping AI, and every other AI costs money.',
    next: 'Let it end in /ai/ping, or leave it out.',
  },
} as const satisfies Record<string, FaultText>
