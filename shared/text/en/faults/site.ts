import type { FaultText } from '../../fault-text.ts'

const MEND = 'Ask whoever looks after this computer to mend it; "everbearer doctor" tells when it is right.'

/** What a site's administrator has laid down, or tried to. */
export const faultsOfSite = {
  managed_field: {
    say: '{field} is set by your site and cannot be changed here.',
    next: 'Leave it as it is, or ask whoever looks after this computer.',
  },
  managed_connection: {
    say: 'This connection[, {name},] was set up by your site, so it can be neither removed nor renamed here.',
    next: 'Pause it with "everbearer pause {name}", or ask whoever looks after this computer.',
  },
  managed_network: {
    say: 'The proxy or the certificates of all connections are set by your site.',
    next: 'Set them for one connection alone, or ask whoever looks after this computer.',
  },
  managed_vault: {
    say: 'Your site has set where secrets are kept[: {vault}].',
    next: 'Leave EVERBEARER_VAULT unset and choose that one, or ask whoever looks after this computer.',
  },
  site_unread: {
    say: 'What your site keeps from being changed here is not known while its file cannot be read[: {file}].',
    next: MEND,
  },
  secrets_awaited: {
    say: 'Everything is set up but its secrets.',
    next: 'Enter them in the window, or with "everbearer edit {name}".',
  },
  site_file_broken: {
    say: 'A file of your site is not followed[: {file}, line {line}][, wrong at {where}][, {key}][ ({why})].',
    next: MEND,
    cases: {
      not_json: {
        say: 'A file of your site is not followed[: {file}]: its JSON breaks[ in line {line}, column {column}].',
        next: 'Look there for a comma before a bracket, one that lacks, or a quotation mark; "everbearer doctor" looks again.',
      },
      empty: { say: 'A file of your site is not followed[: {file}]: there is nothing in it.', next: MEND },
      no_text_file: {
        say: 'A file of your site is not followed[: {file}]: it is neither UTF-8 nor UTF-16 with its mark.',
        next: 'Save it anew as UTF-8; "everbearer doctor" tells when it is right.',
      },
      input_too_large: {
        say: 'A file of your site is not followed[: {file}]: it has more than 4 MiB.',
        next: 'Put what it says into several files; "everbearer doctor" tells when it is right.',
      },
      file_newer: {
        say: 'A file of your site is not followed[: {file}]: it is of a later kind than this Everbearer knows.',
        next: 'Bring Everbearer up to date on this computer, or give it a file of its own version.',
      },
      bad_shape: {
        say: 'A file of your site is not followed[: {file}, line {line}]: what stands there has no place in it[ ({where})].',
        next: 'See docs/managed-settings.md for all that it may hold; "everbearer doctor" tells when it is right.',
      },
      shared_vault: {
        say: 'A file of your site is not followed[: {file}, line {line}]: no file can choose a shared vault, which wants a password.',
        next: 'Leave "vault" out, and run "everbearer vault move shared" on each workstation (docs/shared-vault.md).',
      },
      unknown_key: {
        say: 'A file of your site is not followed[: {file}, line {line}]: its system knows no such setting[ ({where}, {key})].',
        next: 'See "everbearer systems SYSTEM" for those that there are; "everbearer doctor" tells when it is right.',
      },
      name_taken: {
        say: 'A file of your site is not followed[: {file}]: a connection comes twice[ ({where}, again in line {line})].',
        next: 'Leave one of the two out; "everbearer doctor" tells when it is right.',
      },
      secret: {
        say: 'A file of your site is not followed[: {file}, line {line}]: it has a secret, for all here to read[ ({where})].',
        next: 'Take it out and change it at its server. Secrets come by a bundle (docs/managed-settings.md), or are entered here.',
      },
    },
  },
  site_file_unsafe: {
    say: 'A file of your site is not followed, since others than the administrator could have written it[: {file}][ ({why})].',
    next: 'Let root own it and its folder, with no right to write for anybody else.',
    cases: {
      link: {
        say: 'A file of your site is not followed, since it is a link, which may lead anywhere[: {file}].',
        next: 'Put the file itself there.',
      },
      no_file: {
        say: 'What is called like a file of your site is a folder, a pipe or a device[: {file}].',
        next: 'Take it away, or give it a name that does not end in .json.',
      },
      acl: {
        say: 'A file of your site is not followed, since Windows did not tell who may write it[: {file}].',
        next: 'Look at its owner and rights (docs/managed-settings.md); "everbearer doctor" tells when it is right.',
      },
      owner: {
        say: 'A file of your site is not followed, since it belongs to somebody else than the administrator[: {file}].',
        next: 'Read it, and if it is yours, let root own it, on Windows the administrators (docs/managed-settings.md).',
      },
      mode: {
        say: 'A file of your site is not followed, since others than the administrator may write it[: {file}].',
        next: 'Read it, and if it is yours, take that right away: "sudo chmod go-w", on Windows as docs/managed-settings.md says.',
      },
    },
  },
} as const satisfies Record<string, FaultText>
