/** What can be wrong with how an OAuth server, or one with words of its own, is asked for tokens. Part of FAULT_KIND. */
export const TOKEN_REQUEST_FAULTS = {
  standard_parameter: 'input',
  issuer_is_metadata: 'input',
  preset_word_left: 'input',
  redirect_not_here: 'input',
  invalid_private_key: 'input',
  private_key_encrypted: 'input',
  private_key_old_form: 'input',
  private_key_is_public: 'input',
  client_secret_unused: 'input',
  issuer_of_many: 'input',
  client_id_missing: 'input',
  field_unknown: 'input',
  invalid_field_name: 'input',
  json_without_key: 'input',
  scope_shrank: 'person',
} as const
