/** What is wrong with the way that calls were to take, with the kind of each; part of FAULT_KIND. */
export const NETWORK_FAULTS = {
  client_certificate_needed: 'person',
  invalid_proxy: 'input',
  invalid_authorities: 'input',
  invalid_client_certificate: 'input',
  client_key_mismatch: 'input',
  client_passphrase_needed: 'input',
  client_passphrase_wrong: 'input',
} as const
