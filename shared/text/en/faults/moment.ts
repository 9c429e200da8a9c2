import type { FaultText } from '../../fault-text.ts'
import { counted } from '../counted.ts'

const AGAIN = 'Nothing was changed: run the same again in a while.'

/** What passes or can be unlocked: network, server, the running keeper. */
export const faultsOfTheMoment = {
  offline: {
    say: 'The network cannot be reached[ ({detail})].',
    next: 'A renewal that is due is tried again by itself, all else when you ask again; check cable, Wi-Fi or VPN if it lasts.',
    cases: {
      bundle: { say: 'The network cannot be reached[ ({detail})].', next: AGAIN },
      asked: {
        say: 'The network cannot be reached[ ({detail})].',
        next: 'Run "everbearer test {name}" again when it is back; check cable, Wi-Fi or VPN.',
      },
    },
  },
  connection_refused: {
    say: 'No server listens at this address now[ ({detail})].',
    next: 'A renewal that is due is tried again by itself, all else when you ask again; check address and port if it lasts.',
    cases: {
      bundle: { say: 'No server listens at this address now[ ({detail})].', next: AGAIN },
      asked: {
        say: 'No server listens at this address now[ ({detail})].',
        next: 'Run "everbearer test {name}" again in a while; check address and port if it lasts.',
      },
    },
  },
  timed_out: {
    say: 'The server did not answer in time.',
    next: 'Nothing is lost: a renewal that is due is tried again by itself, all else when you ask again.',
    cases: {
      bundle: { say: 'The server did not answer in time.', next: AGAIN },
      asked: {
        say: 'The server did not answer in time.',
        next: 'Nothing is lost: run "everbearer test {name}" again in a while.',
      },
    },
  },
  reply_lost: {
    say: 'The line broke before the server’s reply had arrived[ ({detail})].',
    next: 'A renewal that is due is tried again by itself, all else when you ask again.',
    cases: {
      bundle: { say: 'The line broke before the server’s reply had arrived[ ({detail})].', next: AGAIN },
      asked: {
        say: 'The line broke before the server’s reply had arrived[ ({detail})].',
        next: 'Nothing is lost: run "everbearer test {name}" again.',
      },
      no_http: {
        say: 'What answers there speaks no HTTP[ ({detail})].',
        next: 'Compare address, port and http or https with the server’s; a renewal that is due is tried again by itself.',
      },
      perhaps_tls: {
        say: 'The line broke before the server’s reply had arrived[ ({detail})].',
        next: 'A renewal that is due is tried again by itself. If it stays so, that port may take https alone: let the address begin with https.',
      },
    },
  },
  reply_too_large: {
    say: 'The server’s reply is far larger than a token can be.',
    next: 'A renewal that is due is tried again by itself, all else when you ask again; check the endpoint if it lasts.',
    cases: {
      bundle: {
        say: 'What lies at this address is larger than any bundle that is fetched from one.',
        next: 'Check the address. A bundle of more than 1 MiB is imported from a file, or made in several parts.',
      },
      asked: {
        say: 'The server’s reply is far larger than the one that was asked for.',
        next: 'Check the base URL; then run "everbearer test {name}" again.',
      },
    },
  },
  proxy_refused: {
    say: 'The proxy[ {proxy}] on the way to the server cannot be used now[ ({detail})].',
    next: 'A renewal that is due is tried again by itself; look at "everbearer network" and HTTPS_PROXY if it lasts.',
    cases: {
      asked: {
        say: 'The proxy[ {proxy}] on the way to the server cannot be used now[ ({detail})].',
        next: 'Run "everbearer test {name}" again in a while; look at "everbearer network" and HTTPS_PROXY if it lasts.',
      },
    },
  },
  server_busy: {
    say: 'The server cannot answer properly now[ (status {status})].',
    next: 'Nothing is lost: a renewal that is due is tried again by itself, all else when you ask again.',
    cases: {
      bundle: { say: 'The server cannot answer properly now[ (status {status})].', next: AGAIN },
      asked: {
        say: 'The server cannot answer properly now[ (status {status})].',
        next: 'Nothing is lost: run "everbearer test {name}" again in a while.',
      },
    },
  },
  too_many_requests: {
    say: 'The server asks for a pause[ (status {status})].',
    next: 'Nothing is lost; a renewal that is due is tried again when the pause is over, all else when you ask again.',
    cases: {
      bundle: { say: 'The server asks for a pause[ (status {status})].', next: AGAIN },
      asked: {
        say: 'The server asks for a pause[ (status {status})].',
        next: 'Nothing is lost: run "everbearer test {name}" again when the pause is over.',
      },
    },
  },
  not_the_server: {
    say: 'A web page answered in the server’s place[ (status {status})].',
    next: 'Sign in to the network in a browser if it asks for that, then it goes on by itself; else check the base URL.',
    cases: {
      firewall: {
        say: 'A firewall in front of the server turned the request away[ (status {status})].',
        next: 'Ask its people to let this computer through. Nothing is lost, and it is tried again by itself.',
      },
      bundle: {
        say: 'A web page came in place of the bundle[ (status {status})].',
        next: 'Sign in to the network in a browser if it asks for that, else check the address; then run the same again.',
      },
      asked: {
        say: 'A web page answered in the server’s place[ (status {status})].',
        next: 'Sign in to the network in a browser if it asks for that, else check the base URL; then run "everbearer test {name}" again.',
      },
    },
  },
  not_its_answer: {
    say: 'Something answered[ (status {status})], but not as this kind of server does: that proves nothing.',
    next: 'Compare the base URL and the endpoints in "everbearer show {name}", then run "everbearer test {name}" again.',
  },
  no_tokens_in_reply: {
    say: 'The server answered, but its reply holds no token[ (status {status})].',
    next: 'What is there is kept, and a renewal that is due is tried again by itself; check the endpoint if it lasts.',
    cases: {
      sign_in: {
        say: 'The server answered the sign-in, but its reply holds no token[ (status {status})].',
        next: 'Run "everbearer sign-in {name}" again; check the token endpoint in "everbearer show {name}" if it lasts.',
      },
    },
  },
  waited_too_long: {
    say: 'The renewal takes longer than this command waits.',
    next: 'It goes on in the background; ask again in a moment.',
  },
  unsaved: {
    say: 'The new token is in use but could not be saved yet.',
    next: 'Leave this computer on; saving is tried again, and "everbearer vault status" shows what is in the way.',
  },
  shorter_life: {
    say: 'The token is valid for {seconds} only, which is less than was asked for.',
    next: 'Use it soon, and ask again before a long task; the server gives no more.',
  },
  end_unknown: {
    say: 'Nobody has said when this token ends, so it may have ended already.',
    next: 'Run "everbearer rejected {name}" where the server answers 401, or enter its end with "everbearer edit".',
  },
  memory_would_be_lost: {
    say: counted({
      one: 'The Everbearer that runs keeps everything in memory[ ({count} connection)]; were it to end now, that would be gone.',
      other:
        'The Everbearer that runs keeps everything in memory[ ({count} connections)]; were it to end now, that would be gone.',
    }),
    next: 'Move it first, with "everbearer vault move keychain" or "everbearer vault move file".',
  },
  keeper_absent: {
    say: 'No Everbearer runs that could answer.',
    next: 'Start one with "everbearer agent", or open its window, and try again.',
    cases: {
      at_url: {
        say: 'No Everbearer can be reached at its address[ {url}][ ({detail})].',
        next: 'See that it runs there, with "consumers.port" set (from a container "consumers.bridge" too), and try again.',
      },
    },
  },
  keeper_unresponsive: {
    say: 'The running Everbearer[ (process {pid})] does not answer.',
    next: 'If it is suspended, let it go on; else end that process and try again.',
    cases: {
      at_url: {
        say: 'What listens at the address of Everbearer[ {url}] does not answer.',
        next: 'See that it is Everbearer, and whether it is suspended there; then try again.',
      },
    },
  },
  keeper_leaving: {
    say: 'The running Everbearer is just closing.',
    next: 'Try again in a moment.',
  },
  keeper_lost: {
    say: 'The running Everbearer ended before it had answered.',
    next: 'See with "everbearer list" what was done, then try again.',
    cases: {
      not_done: {
        say: 'The running Everbearer ended before it had answered, and this was not done.',
        next: 'Try it again.',
      },
    },
  },
  keeper_version: {
    say: 'The running Everbearer[ ({theirs})] is of a version that this one[ ({ours})] cannot talk to.',
    next: 'Close the older one or update it, then try again.',
    cases: {
      at_url: {
        say: 'What answers at the address of Everbearer[ {url}] does not speak as this client does[ ({detail})].',
        next: 'Compare scheme and port with what "everbearer consumers list" shows there, and the versions of both.',
      },
    },
  },
  keeper_replaced: {
    say: 'An older Everbearer[ ({host}, {theirs})] was running here, and has handed over to this one[ ({ours})].',
    next: 'End the older one and start it again, so that it is this version too.',
  },
  program_replaced: {
    say: 'The files of the Everbearer that runs were replaced, by an update or a build, and a part of it is no longer there.',
    next: 'End that one (agent, page or window) and start it again; of a command, run it again. If a part still lacks, install anew.',
  },
  app_not_started: {
    say: 'Everbearer’s window keeps the tokens here, and it could not be started.',
    next: 'Open Everbearer by hand and see what it says; then try again.',
  },
} as const satisfies Record<string, FaultText>
