/** What can be wrong with how a server is asked for tokens, where it has words of its own. Part of FAULT_KIND. */
export const TOKEN_REQUEST_FAULTS = {
  client_id_missing: 'input',
  field_unknown: 'input',
  field_name_unfit: 'input',
  json_without_key: 'input',
} as const
