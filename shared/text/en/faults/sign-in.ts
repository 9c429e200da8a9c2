import type { FaultText } from '../../fault-text.ts'

/** Around signing in, an issuer’s addresses, and keys in place of client secrets. */
export const faultsOfSignIn = {
  issuer_is_metadata: {
    say: 'This is the address of the server’s metadata, not the issuer.',
    next: 'Leave out everything from "/.well-known" on.',
  },
  preset_word_left: {
    say: '{field} still holds the word[ {word}] of the example.',
    next: 'Put your own in its place.',
  },
  redirect_not_here: {
    say: 'The answer to a sign-in can only come to this computer.',
    next: 'Write http://127.0.0.1 or http://localhost, with port and path where the server wants them, or leave it out.',
  },
  invalid_private_key: {
    say: 'The private key cannot be read.',
    next: 'It is a PKCS #8 file (it begins with "-----BEGIN PRIVATE KEY-----") or a JWK, of RSA, P-256, P-384, P-521 or Ed25519.',
  },
  private_key_encrypted: {
    say: 'This private key is locked with a passphrase of its own.',
    next: 'Take it off with "openssl pkey -in KEY -out KEY.open", and save that: Everbearer’s vault keeps it.',
  },
  private_key_old_form: {
    say: 'This private key has the old form of OpenSSL.',
    next: 'Convert it with "openssl pkcs8 -topk8 -nocrypt -in KEY -out KEY.pkcs8", and save that.',
  },
  private_key_is_public: {
    say: 'This is the public half of a key or a certificate; signing takes the private one.',
    next: 'Save the file that holds the private key.',
  },
  no_discovery: {
    say: 'The issuer does not tell its addresses[ (status {status})].',
    next: 'The issuer is what stands before /.well-known/openid-configuration there. Or set the token endpoint by hand.',
  },
  invalid_told_address: {
    say: 'What the issuer tells[ as {field}] is no web address that secrets may be sent to.',
    next: 'Tell whoever runs that server; until then set this endpoint by hand with "everbearer edit {name}".',
  },
  issuer_mismatch: {
    say: 'The server at this address calls itself by another issuer[: {told}].',
    next: 'If that is the server you mean, set the issuer to its own name, letter by letter; else check the address.',
    cases: {
      slash: {
        say: 'The server calls itself the same but for a slash[: {told}].',
        next: 'Set the issuer to exactly that[: {told}].',
      },
      path: {
        say: 'The server calls itself by another path[: {told}].',
        next: 'If that is yours, set the issuer to exactly that; else look for yours on the server’s pages.',
      },
      tenants: {
        say: 'This address serves many tenants[, and "{part}" is none of them].',
        next: 'Put your own tenant’s ID in its place: Entra ID shows it as "Directory (tenant) ID".',
      },
    },
  },
  issuer_of_many: {
    say: 'Under this word[, {word},] Entra ID serves all tenants, and none of them is called so.',
    next: 'Put your own tenant’s ID in its place: Entra ID shows it as "Directory (tenant) ID".',
  },
  no_sign_in: {
    say: 'Nobody has to sign in for this connection.',
    next: 'Where a person should, set "grant" to authorization_code or device_code with "everbearer edit {name}".',
    cases: {
      system: {
        say: 'Nobody signs in at servers of this kind: {name} renews with what was entered.',
        next: 'Enter newer secrets with "everbearer edit {name}"; "everbearer test {name}" says what is wrong.',
      },
    },
  },
  sign_in_needed: {
    say: 'Nobody has signed in for this connection yet, or the sign-in has run out.',
    next: 'Run "everbearer sign-in {name}".',
    cases: {
      never: {
        say: 'Nobody has signed in for this connection yet.',
        next: 'Run "everbearer sign-in {name}".',
      },
      over: {
        say: 'The token of the last sign-in has ended, and none came with it that could renew it.',
        next: 'Run "everbearer sign-in {name}" again; where the scope may hold offline_access, it then renews itself.',
      },
    },
  },
  session_ended: {
    say: 'The server has ended the session of this sign-in[ (status {status})].',
    next: 'Sign in again: "everbearer sign-in {name}".',
  },
  sign_in_unknown: {
    say: 'This sign-in is not under way any more.',
    next: 'Begin a new one: "everbearer sign-in {name}".',
  },
  sign_in_denied: {
    say: 'The server says that the sign-in was not granted[ ({error})].',
    next: 'Sign in again and agree; if it stays so, ask the server’s administrator what this client may have.',
  },
  sign_in_forged: {
    say: 'The answer that came back does not belong to this sign-in, and was not used.',
    next: 'Close other tabs of it, then run "everbearer sign-in {name}" again.',
  },
  no_id_token: {
    say: 'The server gave new tokens without an ID token among them, which is what programs get from this connection.',
    next: 'See that the scope holds openid, then run "everbearer sign-in {name}"; some servers give one at a sign-in alone.',
  },
  id_token_foreign: {
    say: 'The server’s ID token belongs to another sign-in, so nothing of this one was kept.',
    next: 'Close other tabs of it, then run "everbearer sign-in {name}" again; if it happens again, tell the server’s operator.',
  },
  sign_in_refused: {
    say: 'The server took the sign-in but gave no token for it[ ({error})].',
    next: 'Compare client ID, client authentication and redirect address with what the server has of this client.',
  },
  sign_in_timed_out: {
    say: 'Nobody finished the sign-in in time.',
    next: 'Run "everbearer sign-in {name}" again.',
  },
  sign_in_cancelled: {
    say: 'The sign-in was given up.',
    next: 'Run "everbearer sign-in {name}" when it suits.',
  },
  sign_in_port_taken: {
    say: 'The address for the answer cannot be opened here: another program has its port[ ({port})].',
    next: 'End that program, or leave the port out of the redirect address where the server allows any.',
  },
  no_refresh_token_given: {
    say: 'The server gave an access token but no refresh token, so a person has to sign in again when it ends.',
    next: 'Most servers give one when the scope holds offline_access: add it there, then run "everbearer sign-in {name}" again.',
    cases: {
      set_aside: {
        say: 'The server gave no refresh token; the one before may be another person’s, so it is kept but not used.',
        next: 'Add offline_access to the scope and sign in again; if it is yours, run "everbearer restore {name} --refresh-token".',
      },
    },
  },
  session_not_ended: {
    say: 'The server could not be told that the session of {name} is over[ ({cause})].',
    next: 'End it on the server’s own pages, where you see your sessions or the programs that you have let in.',
  },
  not_a_device_reply: {
    say: 'The server answered, but not with a code to type[ (status {status})].',
    next: 'Check the device endpoint in "everbearer show {name}", and that the server lets this client sign in by device.',
  },
  no_authorization_endpoint: {
    say: 'The server does not say where people sign in.',
    next: 'Set the authorization endpoint with "everbearer edit {name}".',
  },
  no_device_endpoint: {
    say: 'The server does not say that it knows sign-in by device code.',
    next: 'Set the device endpoint, or the grant authorization_code, with "everbearer edit {name}".',
  },
} as const satisfies Record<string, FaultText>
