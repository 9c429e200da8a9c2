/** What can hinder managing access tokens (Crafter Profile), with the kind of each; part of FAULT_KIND. */
export const ACCESS_TOKEN_FAULTS = {
  // mistakes in a token that is to be made
  invalid_token_id: 'input',
  token_id_short: 'input',
  token_without_end: 'input',
  dead_on_arrival: 'input',
  tenant_missing: 'input',
  invalid_actions: 'input',
  permission_shadowed: 'input',

  // what was asked for
  no_access_tokens: 'input',
  no_such_access_token: 'input',
  access_token_odd: 'person',
  header_not_read: 'input',
  access_token_exists: 'input',
  confirm_deletion: 'input',
  confirm_replacement: 'input',
  deletes_itself: 'input',
  replaces_itself: 'input',
  replacement_cut_off: 'input',
  nothing_cut_off: 'input',

  // a person must act
  not_a_master: 'person',
  access_token_not_taken: 'person',
  created_not_saved: 'person',
  replace_undone: 'person',
  replace_gone: 'person',
  replace_unknown: 'person',
} as const
