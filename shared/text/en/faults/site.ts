import type { FaultText } from '../../fault-text.ts'

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
  secrets_awaited: {
    say: 'Everything is set up but its secrets.',
    next: 'Enter them in the window, or with "everbearer edit {name} --from FILE".',
  },
  site_file_broken: {
    say: 'A file of your site is not followed[: {file}][, wrong at {where}][ ({why})].',
    next: 'Ask whoever looks after this computer to mend it; "everbearer doctor" tells when it is right.',
  },
  site_file_unsafe: {
    say: 'A file of your site is not followed, since others than the administrator could have written it[: {file}][ ({why})].',
    next: 'Let root own it and its folder, with no right to write for anybody else.',
  },
} as const satisfies Record<string, FaultText>
