import type { FaultText } from '../../fault-text.ts'
import { counted } from '../counted.ts'

/** What can be wrong with a vault as a whole, and with the choice of one. */
export const faultsOfVaults = {
  vault_locked: {
    say: 'The keychain is locked.',
    next: 'Unlock it with "everbearer vault unlock" or in its own program; all goes on by itself then.',
    cases: {
      not_allowed: {
        say: 'The keychain is open, but nobody has allowed Everbearer its entries.',
        next: 'Keep "everbearer agent" or the window running and run "everbearer vault unlock": one dialog asks for all entries.',
      },
    },
  },
  vault_missing: {
    say: 'No keychain answers on this computer.',
    next: 'Start it (Linux: gnome-keyring, KWallet or KeePassXC), or use an encrypted file: EVERBEARER_VAULT=file.',
    cases: {
      no_keyring: {
        say: 'This account has no keyring yet.',
        next: 'Run "everbearer vault unlock": a dialog then asks for a password for it. Or use an encrypted file: EVERBEARER_VAULT=file.',
      },
    },
  },
  vault_denied: {
    say: 'The operating system denies access to the vault.',
    next: 'Allow Everbearer where the keychain asks; for an encrypted file, check the rights of its folder.',
    cases: {
      not_kept: {
        say: 'The keychain said that it had saved, but keeps something else.',
        next: 'See in its own program whether it is read-only or out of room; what was there before is unharmed.',
      },
      no_folder: {
        say: 'Something else lies where the folder "vault" of the encrypted file should be; it was left as it is.',
        next: 'Move it away, and put back what was in that folder, from a backup.',
      },
    },
  },
  vault_emptied: {
    say: counted({
      one: 'The keychain holds nothing for this state folder, although a connection was kept in it; it was left as it is.',
      other:
        'The keychain holds nothing for this state folder, although {count} connections were kept in it; it was left as it is.',
    }),
    next: 'If folder or user had another name, start once with EVERBEARER_HOME as a link of that name; to begin anew, remove index.json.',
    cases: {
      file: {
        say: counted({
          one: 'The encrypted file has lost its list, although a connection was kept in it; all was left as it is.',
          other:
            'The encrypted file has lost its list, although {count} connections were kept in it; all was left as it is.',
        }),
        next: 'Put vault/manifest.age back from a backup; to begin anew, move the folder "vault" and index.json away.',
      },
      gone: {
        say: counted({
          one: 'The encrypted file is gone: its folder "vault" holds nothing, although a connection was kept in it.',
          other:
            'The encrypted file is gone: its folder "vault" holds nothing, although {count} connections were kept in it.',
        }),
        next: 'Put back what was in it, from its drive or a backup; to begin anew, move index.json away.',
      },
    },
  },
  vault_newer: {
    say: 'What lies in the vault is of another version of Everbearer[ (format {version}; this one reads {reads})]; it was left as it is.',
    next: 'Update Everbearer on this computer, or go on with that version.',
  },
  vault_damaged: {
    say: 'An entry of the vault cannot be read[: {key}]; it was left as it is.',
    next: 'Restore the vault from a backup, or remove the connection concerned and add it again.',
    cases: {
      whole: {
        say: 'The vault cannot be opened, since its entry[ "{key}"] cannot be read; all was left as it is.',
        next: 'Put that entry back from a backup[ (of an encrypted file vault/{key}.age)]; what it opens is still there.',
      },
    },
  },
  vault_stalled: {
    say: 'The keychain does not answer.',
    next: 'See whether it waits behind a dialog; if not, start it anew. Valid tokens are served meanwhile.',
  },
  vault_full: {
    say: 'The vault has no room left.',
    next: 'Make room on the disk or in the keychain. A new token is then saved by itself; do all else again.',
  },
  vault_starved: {
    say: 'The operating system gives no more open files or memory at the moment.',
    next: 'Close programs that are not needed, or raise the limit. A new token is then saved by itself; do all else again.',
  },
  vault_choice_needed: {
    say: 'No keychain works here, and nothing else was chosen to keep secrets in.',
    next: 'Run "everbearer vault move file" (encrypted, asks for a passphrase), or set EVERBEARER_VAULT to file or memory.',
    cases: {
      vault_missing: {
        say: 'No keychain answers on this computer, and nothing else was chosen to keep secrets in.',
        next: 'Start one, or run "everbearer vault move file" (encrypted); for this run alone, set EVERBEARER_VAULT=memory.',
      },
      no_keyring: {
        say: 'This account has no keyring yet, and nothing else was chosen to keep secrets in.',
        next: 'Run "everbearer vault move keychain": a dialog then asks for a password for it. Or "everbearer vault move file" (encrypted).',
      },
      vault_denied: {
        say: 'The keychain lets Everbearer keep nothing, and nothing else was chosen to keep secrets in.',
        next: 'Allow it there, or run "everbearer vault move file" (encrypted), or set EVERBEARER_VAULT=memory for this run.',
      },
      file_there: {
        say: 'An encrypted file with connections is here, but nobody has said whether it is the vault to use.',
        next: 'Run "everbearer vault move file" to use it, or "everbearer vault move keychain" to begin anew there.',
      },
    },
  },
  passphrase_needed: {
    say: 'The encrypted file needs its passphrase.',
    next: 'Name it in EVERBEARER_PASSPHRASE_FILE, or open a running agent with "everbearer vault unlock".',
    cases: {
      new: {
        say: 'A new passphrase is wanted, and none was given.',
        next: 'On a terminal it is asked for twice; a script hands it in as one line of standard input.',
      },
    },
  },
  passphrase_wrong: {
    say: 'This passphrase does not open the encrypted file; nothing was changed.',
    next: 'Try again; capital letters and the keyboard’s language matter.',
  },
  vault_choice_unknown: {
    say: 'There is no such vault[: "{choice}"].',
    next: 'Choose keychain, file or memory.',
    cases: {
      file: {
        say: 'The file that says which vault is in use cannot be understood[: {path}].',
        next: 'Put it back from a copy; without one, move it away and set EVERBEARER_VAULT to the vault that was in use (keychain or file).',
      },
    },
  },
} as const satisfies Record<string, FaultText>
