import type { FaultText } from '../../fault-text.ts'

/** Connections that come out of a file, and go into one. */
export const faultsOfMoving = {
  import_unknown: {
    say: 'No address, token or client secret could be read in this file.',
    next: 'See "everbearer import --help" for the kinds of files that it reads.',
  },
  import_yaml: {
    say: 'This kubeconfig in YAML cannot be read[: line {line}].',
    next: 'Have it written as JSON, with "kubectl config view --raw -o json > kubeconfig.json", then import that file.',
  },
  import_signing_keys: {
    say: 'This file has keys that sign each request; there is no bearer token in that, so there is nothing to keep fresh.',
    next: 'Leave these keys with the tools of that cloud.',
  },
  import_sealed: {
    say: 'This file is sealed, and nothing was given to open it.',
    next: 'Type the passphrase it was sealed with, or name the file of an age identity with --identity.',
  },
  import_encrypted_tokens: {
    say: 'The tokens in this file are encrypted by the DRAW client, with a key that only it has; they were left out.',
    next: 'Get a new pair from the server, and save it with "everbearer edit" after the import.',
  },
  import_users_left: {
    say: 'Some users of this kubeconfig were left out[ ({count})]: they do not sign in by OpenID Connect.',
    next: 'Nothing needs doing, unless one of them was wanted.',
  },
  import_grant_left: {
    say: 'A user of this kubeconfig[, {user},] was left out: its kind of sign-in[ ({grant})] cannot be made here.',
    next: 'If its server also takes a sign-in by browser or code, run "everbearer add": system oauth2 knows both.',
  },
  import_authority_left: {
    say: 'A user of this kubeconfig[, {user},] has its own say on whose certificates to trust; that was not taken along.',
    next: 'Where the test of this connection fails at the certificate, name that authority: "everbearer network NAME --authorities FILE".',
  },
  import_network_taken: {
    say: 'By which way its calls travel comes along with {name}[: proxy {proxy}].',
    next: 'See all of it with "everbearer network {name}".',
  },
  import_network_left: {
    say: 'This file also says by which way the calls of {name} travel[ (proxy {proxy})]; that was left out.',
    next: 'Set it with "everbearer network {name}"; for a new connection, "everbearer import FILE" in a terminal takes it along.',
  },
  import_system_needed: {
    say: 'Nothing in this file says which system it is for.',
    next: 'Run the same with --system and one of: {known}.',
  },
  import_one_name: {
    say: 'One name was given for a file with several connections.',
    next: 'Leave the name out; each connection in the file has its own.',
  },
  import_refused: {
    say: 'Some of the connections in this file could not be imported[ ({count})].',
    next: 'Correct in the file what is told above, then import it once more; what is there already stays as it is.',
  },
  import_stopped: {
    say: 'The import ended before this one was done.',
    next: 'Import the same once more; what is there already stays as it is.',
  },
  import_sends_secrets: {
    say: 'Secrets that are kept here were entered for {bound}; this would send them to {wanted}.',
    next: 'Import this only when you know that server, with --allow-origin[ {wanted}].',
  },
  confirm_import: {
    say: 'Nothing was changed yet[; what it replaces (connections: {changed}) comes back only from a copy].',
    next: 'Read what would happen, then run the same with --yes.',
  },
  confirm_export_move: {
    say: 'The refresh tokens would leave with the file, and nothing would renew these here any more[: {names}].',
    next: 'Until the other computer renews, "everbearer resume NAME" undoes it. If you mean it, run the same with --yes.',
  },
  export_newer: {
    say: 'This file was written by a newer Everbearer[ (format {version})].',
    next: 'Update Everbearer on this computer, then import it again.',
  },
  export_too_large: {
    say: 'So much does not go into one sealed file; no Everbearer would open it.',
    next: 'Make several: "everbearer export NAME NAME ... --sealed", each with some of the connections.',
  },
  sealed_wrong_key: {
    say: 'This passphrase or identity does not open the file.',
    next: 'Try again with the one that it was sealed with.',
    cases: {
      bundle: {
        say: 'This bundle is sealed for other workstations, and not for this one.',
        next: 'Hand what "everbearer enroll" prints here to whoever makes the bundles, and have it made anew.',
      },
    },
  },
  sealed_damaged: {
    say: 'This sealed file is damaged or was not copied whole.',
    next: 'Copy it again from where it was made; it begins and ends with a line of hyphens.',
  },
  not_enrolled: {
    say: 'This bundle is for enrolled workstations, and this one is not enrolled.',
    next: 'Run "everbearer enroll", and hand what it prints to whoever makes the bundles.',
  },
  invalid_signer: {
    say: 'This is no signer.',
    next: 'Copy the one that "everbearer enroll" prints where the bundles are made; it begins with evb-signer-.',
  },
  no_bundle_here: {
    say: 'There is no bundle in this folder[: {folder}].',
    next: 'Name the folder that your site lays its bundles into, or a file.',
  },
  no_bundle_there: {
    say: 'There is no bundle at this address[: {at}].',
    next: 'Name the address of the very file that your site seals with "everbearer export --to FILE".',
  },
  bundle_address: {
    say: 'That is no address of a bundle.',
    next: 'Give it as https://host/path, without a user or password in it.',
    cases: {
      plain: {
        say: 'The bundle would be fetched without TLS[: {at}].',
        next: 'Give an https address. Only on this very computer may it be http.',
      },
    },
  },
  bundle_damaged: {
    say: 'This bundle is damaged or was not copied whole.',
    next: 'Copy it again from where it was made; whatever is in it was not taken.',
  },
  bundle_unsigned: {
    say: 'Nobody has signed what is there[: {at}], so nobody can tell who made it.',
    next: 'Have it made with "everbearer export --to FILE", which seals and signs it.',
  },
  bundle_passed_over: {
    say: 'A file in this folder was passed over: it cannot be read[: {path}][ ({detail})].',
    next: 'Where your site’s bundle is in it, give yourself the right to read it, then run the same again.',
    cases: {
      damaged: {
        say: 'A file in this folder was passed over: it is a bundle that was cut off or changed[: {path}].',
        next: 'Copy it again from where it was made, then run the same again.',
      },
      newer: {
        say: 'A file in this folder was passed over: it is a bundle of a newer Everbearer[: {path}].',
        next: 'Update Everbearer on this computer, then run the same again.',
      },
      large: {
        say: 'A file in this folder was passed over: it is larger than any bundle[: {path}].',
        next: 'Nothing needs doing, unless your site says that it is one.',
      },
    },
  },
  bundle_stranger: {
    say: 'This bundle is signed by somebody who is not trusted here[: {signer}][ ({path})].',
    next: 'If that is your site’s signer, as its people tell you: "everbearer enroll --trust SIGNER".',
  },
  bundle_forged: {
    say: 'This bundle was changed after it was signed[: {path}].',
    next: 'Do not use it; get it anew from whoever made it, and tell them.',
  },
  bundle_older: {
    say: 'A newer bundle of the same signer was taken here before.',
    next: 'Get the newest one. Where its signer’s clock was ahead: "everbearer enroll" with --distrust, then with --trust.',
  },
  invalid_recipient: {
    say: 'This is no age recipient[ (line {line})].',
    next: 'Copy the whole public key of the other computer; it begins with age1.',
    cases: {
      none: {
        say: 'There is no recipient in this file.',
        next: 'Put in what "everbearer enroll" prints on each workstation, one a line.',
      },
      many: {
        say: 'These are more recipients[ ({count})] than one bundle is sealed for.',
        next: 'Make several bundles, each for a thousand of them at most.',
      },
    },
  },
} as const satisfies Record<string, FaultText>
