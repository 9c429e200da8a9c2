/** What can be wrong with a vault as a whole, with the kind of each; part of FAULT_KIND. */
export const VAULT_FAULTS = {
  vault_locked: 'vault',
  vault_missing: 'vault',
  vault_denied: 'vault',
  vault_damaged: 'vault',
  vault_newer: 'vault',
  vault_emptied: 'vault',
  vault_stalled: 'vault',
  vault_full: 'vault',
  vault_starved: 'vault',
  vault_choice_needed: 'vault',
  passphrase_needed: 'vault',
  passphrase_wrong: 'vault',
} as const
