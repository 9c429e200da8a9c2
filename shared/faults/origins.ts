/** What is said where secrets would go somewhere else than they were entered for, with the kind of each; part of FAULT_KIND. */
export const ORIGIN_FAULTS = {
  origin_changed: 'person',
  origin_told: 'person',
  origin_unbound: 'person',
  nothing_to_allow: 'input',
  invalid_origin: 'input',
  /** Beside a secret's field, while the addresses are being typed. */
  secret_entered_elsewhere: 'input',

  // addresses that could not be read are never replaced by a default
  address_has_variable: 'input',
  import_address_missing: 'input',
  import_address_unread: 'input',
  import_address_unused: 'input',
  import_several_servers: 'input',
} as const
