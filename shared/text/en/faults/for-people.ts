import type { FaultText } from '../../fault-text.ts'

/** What only a person can mend: the server said no, a setting is wrong, a secret is missing. */
export const faultsForPeople = {
  no_such_connection: {
    say: 'There is no connection with this name[: {name}].',
    next: '[Did you mean {suggestion}? ]Run "everbearer list" to see the names.',
  },

  nothing_to_restore: {
    say: 'Nothing of this name was removed, and no secrets replaced, within the last minute[: {name}].',
    next: 'Add it again with "everbearer add".',
    cases: {
      refresh_token: {
        say: 'No earlier refresh token is kept for this connection[: {name}].',
        next: 'Get a new one from the server, then save it with "everbearer edit {name}".',
      },
      gone_on: {
        say: 'The tokens have been renewed where that change leads, so the ones before it are of no use.',
        next: 'Save the settings anew with "everbearer edit {name}".',
      },
      successor: {
        say: 'The server has given a newer refresh token and not refused it; sending the spent one could end the session.',
        next: 'Run "everbearer refresh {name}": if it is refused, the earlier one is sent once more by itself.',
      },
    },
  },
  refused: {
    say: 'The server refused to renew this token[ (status {status})].',
    next: 'Get a new pair from the server, then save it with "everbearer edit {name}".',
    cases: {
      bundle: {
        say: 'The server does not hand out what lies at this address[ (status {status})].',
        next: 'Have your site lay it where nobody has to sign in: it is sealed and signed.',
      },
      client: {
        say: 'The server refused to give this client a token[ (status {status})].',
        next: 'Compare its secret, and what it is allowed to do there, with the server; correct it with "everbearer edit {name}".',
      },
    },
  },
  invalid_grant: {
    say: 'The server no longer accepts this refresh token[ (status {status})]: it has ended, or was replaced after this copy was saved.',
    next: 'Get a new one from the server, then save it with "everbearer edit {name}".',
    cases: {
      client: {
        say: 'The server refused to give this client a token[ (status {status})].',
        next: 'Compare its secret, and what it is allowed to do there, with the server; correct it with "everbearer edit {name}".',
      },
    },
  },
  invalid_client: {
    say: 'The server does not accept this client ID or client secret[ (status {status})].',
    next: 'Compare both with the server, then correct them with "everbearer edit {name}".',
    cases: {
      grant: {
        say: 'The server does not let this client have a token by this grant[ (status {status})].',
        next: 'Allow the grant there, or set another with "everbearer edit {name}". Keycloak may mean a wrong ID or secret.',
      },
    },
  },
  client_token_unknown: {
    say: 'The server knows no client with this client token[ (status {status})].',
    next: 'Copy token and secret again from the client’s page there, then save them with "everbearer edit {name}".',
  },
  client_secret_wrong: {
    say: 'The server knows this client but does not accept its secret[ (status {status})].',
    next: 'Copy the secret again from the client’s page there, then save it with "everbearer edit {name}".',
  },
  refresh_reply_lost: {
    say: 'The server renewed this token but its reply was lost on the way, and the old refresh token no longer works.',
    next: 'Get a new pair from the server, then save it with "everbearer edit {name}".',
    cases: {
      sign_in: {
        say: 'The server renewed this token but its reply was lost on the way, and the old refresh token no longer works.',
        next: 'Sign in again: "everbearer sign-in {name}".',
      },
    },
  },
  refresh_reply_unusable: {
    say: 'The server renewed this token in a reply that could not be used, and takes neither the refresh token in it nor the one before.',
    next: 'Get a new pair from the server, then save it with "everbearer edit {name}".',
    cases: {
      sign_in: {
        say: 'The server renewed this token in a reply that could not be used, and takes neither the refresh token in it nor the one before.',
        next: 'Sign in again: "everbearer sign-in {name}".',
      },
    },
  },
  client_secret_missing: {
    say: 'The client secret is missing.',
    next: 'Add it with "everbearer edit {name}".',
  },
  token_missing: {
    say: 'This connection has no access token.',
    next: 'Add one with "everbearer edit {name}".',
  },
  token_expired: {
    say: 'The access token has expired[ ({at})] and cannot renew itself.',
    next: 'Get a new one from the server, then save it with "everbearer edit {name}".',
  },
  token_rejected: {
    say: 'The server does not accept the access token[ (status {status})].',
    next: 'Run "everbearer refresh {name}"; if it stays so, get a new one from the server, or sign in again.',
  },
  scope_shrank: {
    say: 'With the last renewals the server granted less than before[; it no longer allows: {lost}].',
    next: 'If programs need it, ask whoever runs the server, or sign in anew; else correct the scope in the settings.',
  },
  reported_rejected: {
    say: 'A program reported that the server refuses this token; whether that is so could not be found out.',
    next: 'Run "everbearer test {name}", and look at what that program calls.',
  },
  token_unknown: {
    say: 'The server knows no such token: it was deleted, or its ID was copied wrongly.',
    next: 'Compare it with the list of access tokens in the server’s console, then save it with "everbearer edit {name}".',
  },
  token_not_seen: {
    say: 'The server answers as if no token had come with the call.',
    next: 'Something between here and the server takes the query off the address: ask those who run the proxy there.',
  },
  fixed_token_expired: {
    say: 'This token has expired at the server[ ({at})].',
    next: 'Have it made anew there, under the same ID and with a later date; then correct the expiry here.',
  },
  crafter_not_here: {
    say: 'There is no Crafter Profile at this address[ (status {status})].',
    next: 'Check the base URL: it ends in /crafter-profile, at some servers in /profile, and never in /crafter-profile-admin.',
  },
  tenant_not_allowed: {
    say: 'The server accepts the token, but it may not read this tenant[ (status {status})].',
    next: 'Have a token made with the action READ_TENANT for it, or leave the tenant out here.',
  },
  no_such_tenant: {
    say: 'The server accepts the token, but has no tenant of this name[ (status {status})].',
    next: 'Compare the tenant, letter by letter, with the list in the server’s console.',
  },
  moved_machine: {
    say: 'This connection was saved on another computer, or before this one was set up anew; renewed in both, its session could end.',
    next: 'If nothing else renews it, run "everbearer resume {name}"; else save a pair of its own: "everbearer edit {name}".',
  },
  paused: {
    say: 'This connection is paused; nothing renews it here.',
    next: 'Run "everbearer resume {name}" to use it again, unless it was moved to another computer.',
  },
  document_damaged: {
    say: 'What the vault holds for this connection cannot be read; it was left as it is.',
    next: 'Restore the vault from a backup, or remove this connection and add it again.',
  },
  document_missing: {
    say: 'The vault no longer holds this connection; somebody or something else removed it there.',
    next: 'Restore the vault from a backup, or remove this connection and add it again.',
  },
  document_newer: {
    say: 'This connection was saved by a newer Everbearer[ (format {version}; this one reads {reads})]; it was left as it is.',
    next: 'Update Everbearer on this computer.',
  },
  document_older: {
    say: 'It was saved in a format that Everbearer no longer reads[ ({version}; this one reads {reads})]; it was left as it is.',
    next: 'Renew or edit it once with an older Everbearer, or remove this connection and add it again.',
  },
  file_newer: {
    say: 'A file was written by another version of Everbearer[: {path}][ (format {version}; this one reads {reads})]; it was left as it is.',
    next: 'Update Everbearer on this computer; until then nothing is written to that file.',
  },

  wrong_address: {
    say: 'The server has nothing at this address[ (status {status})].',
    next: 'Check base URL and endpoints in "everbearer show {name}", letter by letter.',
    cases: {
      wants_tls: {
        say: 'The server takes https alone at this address[ (status {status})].',
        next: 'Let it begin with https, where it begins with http now: "everbearer edit {name}".',
      },
      bundle: {
        say: 'The server has nothing at this address[ (status {status})].',
        next: 'Check the address, letter by letter, with whoever laid the bundle there.',
      },
    },
  },
  method_not_allowed: {
    say: 'This address is not the one that renews tokens[ (status {status})].',
    next: 'Check the refresh or token endpoint in "everbearer show {name}".',
    cases: {
      bundle: {
        say: 'The server does not hand out what lies at this address[ (status {status})].',
        next: 'Check the address with whoever laid the bundle there.',
      },
    },
  },
  invalid_scope: {
    say: 'The server does not grant what scope, resource or audience ask for[ (status {status})].',
    next: 'Correct them with "everbearer edit {name}".',
  },
  bad_request: {
    say: 'The server could not make sense of the renewal[ ({error})].',
    next: 'Compare the settings in "everbearer show {name}" with the server’s.',
    cases: {
      declined: {
        say: 'The server understood the request and declined it[ (status {status})].',
        next: 'Ask its people what is in the way; it is tried again from time to time, or at once with "everbearer refresh {name}".',
      },
      bundle: {
        say: 'The server does not hand out what lies at this address[ (status {status})].',
        next: 'Check the address with whoever laid the bundle there.',
      },
    },
  },
  certificate: {
    say: 'The server’s certificate cannot be trusted[ ({detail})].',
    next: 'Check the address and this computer’s date; for a company’s own authority, "everbearer network --authorities FILE".',
    cases: {
      at_url: {
        say: 'The certificate of Everbearer’s address[ {url}] cannot be trusted[ ({detail})], so no key was sent.',
        next: 'Set EVERBEARER_CA to the PEM file of the authority that signed it, and use a name that it certifies.',
      },
      no_tls: {
        say: 'What answers there speaks no TLS, as https wants it[ ({detail})].',
        next: 'Compare the address and its port with the server’s: often it is the port for plain http.',
      },
      nothing_in_common: {
        say: 'The server speaks no TLS and HTTP that this computer does[ ({detail})].',
        next: 'Have it offer TLS 1.2 or newer with HTTP/1.1; a proxy in front of an old server, or of one for HTTP/2 alone, can do that.',
      },
    },
  },
  client_certificate_needed: {
    say: 'The server wants to be shown a certificate, and did not get one that it takes[ ({detail})][ (status {status})].',
    next: 'Give this connection its own: "everbearer network {name} --certificate FILE", with --key where that is apart.',
    cases: {
      bundle: {
        say: 'The server wants to be shown a certificate, and did not get one that it takes[ ({detail})][ (status {status})].',
        next: 'Give all calls one with "everbearer network --certificate FILE", or have the bundle laid where none is wanted.',
      },
    },
  },
  unknown_host: {
    say: 'No server of that name can be found[ ({detail})].',
    next: 'Check the base URL for typing mistakes, and the network or VPN of this computer.',
    cases: {
      bundle: {
        say: 'No server of that name can be found[ ({detail})].',
        next: 'Check the address for typing mistakes, and the network or VPN of this computer.',
      },
    },
  },
  redirected: {
    say: 'The server sends the call on to another address[ (status {status})], which is not followed.',
    next: 'Correct base URL or endpoint: often https or a slash at the end is missing, or the slash is too much.',
    cases: {
      bundle: {
        say: 'The server sends on to another address[ (status {status})], which is not followed.',
        next: 'If your site’s people say that it is there, name that address itself.',
      },
    },
  },
  proxy_sign_in: {
    say: 'The proxy[ {proxy}] on the way to the server wants a user and password, or refuses those it has[ ({detail})].',
    next: 'Give it a user with "everbearer network --proxy http://USER@HOST:PORT", which asks for the password, or mend HTTPS_PROXY.',
  },
  no_token_request: {
    say: 'This server knows none of the ways in which Run:AI hands out tokens[ (status {status})].',
    next: 'Check the base URL: it is the address of the web page itself, app.run.ai or your own host; then run "everbearer test {name}".',
  },
  unknown_realm: {
    say: 'The server has no realm of this name[ (status {status})].',
    next: 'Copy the realm from the server’s general settings into "realm" with "everbearer edit {name}".',
  },
  permission_missing: {
    say: 'The server accepts the token, but this client may do nothing there yet[ (status {status})].',
    next: 'Ask the server’s administrator to give this client a role or an access rule; the token itself is fine.',
  },
  not_a_token_reply: {
    say: 'The server answered, but not with a token[ (status {status})].',
    next: 'Check the refresh or token endpoint in "everbearer show {name}".',
  },
} as const satisfies Record<string, FaultText>
