/**
 * Faults: expected troubles. A fault is plain data (code and parameters) that crosses every door as a value;
 * its sentence and next step come from shared/text. A bug is anything else that is thrown.
 */

import { ACCESS_TOKEN_FAULTS } from './faults/access-tokens.ts'
import { CONSUMER_FAULTS } from './faults/consumers.ts'
import { FLEET_FAULTS } from './faults/fleet.ts'
import { MOVING_FAULTS } from './faults/import-export.ts'
import { NETWORK_FAULTS } from './faults/network.ts'
import { NOTIFY_FAULTS } from './faults/notify.ts'
import { ORIGIN_FAULTS } from './faults/origins.ts'
import { OUTSIDE_TEXT_FAULTS } from './faults/outside-text.ts'
import { SITE_FAULTS } from './faults/site.ts'
import { STATE_FOLDER_FAULTS } from './faults/state-folder.ts'
import { TOKEN_REQUEST_FAULTS } from './faults/token-requests.ts'
import { VAULT_FAULTS } from './faults/vaults.ts'

/** Why a fault matters to a program: decides the exit code (docs/command-line.md "Exit codes"). */
export type FaultKind = 'bug' | 'input' | 'absent' | 'person' | 'not-now' | 'vault'

/** Every code there is, with its kind. A new fault starts here; shared/text stops compiling until it has a sentence. */
export const FAULT_KIND = {
  bug: 'bug',

  // what a person or program handed in
  usage: 'input',
  not_json: 'input',
  bad_shape: 'input',
  unknown_key: 'input',
  unknown_system: 'input',
  unknown_call: 'input',
  call_refused: 'input',
  unknown_setting: 'input',
  input_too_large: 'input',
  name_taken: 'input',
  edited_meanwhile: 'not-now',
  same_refresh_token: 'input',
  nothing_to_renew_with: 'input',
  no_callbacks: 'input',
  nothing_to_send: 'input',
  nothing_to_restore: 'absent',
  outside_base_url: 'input',
  token_type_unknown: 'person',
  exec_credential_unknown: 'input',
  credential_ambiguous: 'input',
  credential_not_stored: 'input',
  file_unreadable: 'input',
  file_unwritable: 'input',
  command_not_found: 'input',
  command_not_executable: 'input',
  passphrase_not_written: 'input',
  service_not_started: 'not-now',
  environment_too_large: 'input',
  invalid_environment: 'input',
  confirm_removal: 'input',
  asking_stopped: 'input',
  confirm_memory: 'input',
  memory_needs_keeper: 'input',
  confirm_file: 'input',
  vault_choice_unknown: 'input',
  passphrase_weak: 'input',
  no_passphrase_here: 'input',
  vault_already_there: 'input',
  vault_occupied: 'input',
  vault_moved_away: 'vault',
  port_taken: 'input',
  page_not_built: 'input',
  request_refused: 'input',
  ticket_unknown: 'input',
  page_key_unknown: 'input',
  too_many_streams: 'not-now',
  clipboard_missing: 'input',

  // copying mistakes, found while adding and editing
  required_missing: 'input',
  invalid_name: 'input',
  invalid_tag: 'input',
  too_many_tags: 'input',
  text_holds_secret: 'input',
  not_text: 'input',
  not_a_number: 'input',
  out_of_range: 'input',
  not_a_choice: 'input',
  surrounding_space: 'input',
  surrounding_quotes: 'input',
  bearer_prefix: 'input',
  invisible_letters: 'input',
  more_than_token: 'input',
  space_inside: 'input',
  invalid_character: 'input',
  address_unreadable: 'input',
  address_has_query: 'input',
  endpoint_unreadable: 'input',
  plain_http: 'input',
  plain_http_allowed: 'input',
  admin_page_address: 'input',
  base_holds_endpoint: 'input',
  former_host: 'input',
  placeholder_missing: 'input',
  placeholder_unknown: 'input',
  slash_missing: 'input',
  tokens_swapped: 'input',
  access_token_is_refresh: 'input',
  refresh_token_is_access: 'input',
  same_token_twice: 'input',
  token_already_expired: 'input',
  refresh_token_already_expired: 'input',
  client_id_is_number: 'input',
  moment_unreadable: 'input',
  zone_missing: 'input',
  expiry_differs: 'input',
  expiry_passed: 'input',
  refresh_token_missing: 'input',
  system_fixed: 'input',
  base_holds_realm: 'input',
  crafter_console_address: 'input',
  crafter_context_missing: 'input',
  well_known_token: 'input',
  token_id_reserved: 'input',
  token_id_with_dot: 'input',
  image_not_https: 'input',
  not_the_ping_ai: 'input',
  invalid_domain: 'input',
  uri_has_scheme: 'input',
  uri_repeats_domain: 'input',
  uri_begins_with_slash: 'input',
  tunnel_domain: 'input',
  client_token_is_login_token: 'input',
  secret_is_client_token: 'input',
  runai_host: 'input',
  bearer_only: 'input',
  secret_is_client_id: 'input',

  no_such_connection: 'absent',

  // a person must act
  refused: 'person',
  invalid_grant: 'person',
  invalid_client: 'person',
  client_token_unknown: 'person',
  client_secret_wrong: 'person',
  refresh_reply_lost: 'person',
  refresh_reply_unusable: 'person',
  client_secret_missing: 'person',
  token_missing: 'person',
  token_expired: 'person',
  token_rejected: 'person',
  reported_rejected: 'person',
  token_unknown: 'person',
  token_not_seen: 'person',
  fixed_token_expired: 'person',
  crafter_not_here: 'person',
  tenant_not_allowed: 'person',
  no_such_tenant: 'person',
  moved_machine: 'person',
  paused: 'person',
  document_damaged: 'person',
  document_newer: 'person',
  document_older: 'person',
  file_newer: 'person',
  document_missing: 'person',
  // wrong settings
  wrong_address: 'person',
  method_not_allowed: 'person',
  invalid_scope: 'person',
  bad_request: 'person',
  certificate: 'person',
  unknown_host: 'person',
  redirected: 'person',
  proxy_sign_in: 'person',
  not_a_token_reply: 'person',
  no_token_request: 'person',
  no_discovery: 'person',
  invalid_told_address: 'person',
  no_sign_in: 'input',
  sign_in_needed: 'person',
  session_ended: 'person',
  sign_in_unknown: 'person',
  sign_in_denied: 'person',
  sign_in_forged: 'person',
  sign_in_refused: 'person',
  id_token_foreign: 'person',
  sign_in_timed_out: 'person',
  sign_in_cancelled: 'person',
  sign_in_port_taken: 'person',
  no_refresh_token_given: 'person',
  no_id_token: 'person',
  not_a_device_reply: 'person',
  no_authorization_endpoint: 'person',
  no_device_endpoint: 'person',
  issuer_mismatch: 'person',
  unknown_realm: 'person',
  permission_missing: 'person',
  callbacks_not_here: 'person',
  callbacks_refused: 'person',
  ping_refused: 'person',
  request_unknown: 'person',
  request_not_ours: 'person',
  not_validated: 'person',

  // not now
  offline: 'not-now',
  connection_refused: 'not-now',
  timed_out: 'not-now',
  reply_lost: 'not-now',
  reply_too_large: 'not-now',
  proxy_refused: 'not-now',
  server_busy: 'not-now',
  too_many_requests: 'not-now',
  not_the_server: 'not-now',
  not_its_answer: 'not-now',
  no_tokens_in_reply: 'not-now',
  waited_too_long: 'not-now',
  request_unfinished: 'not-now',
  unsaved: 'not-now',
  shorter_life: 'not-now',
  end_unknown: 'not-now',
  keeper_absent: 'not-now',
  keeper_unresponsive: 'not-now',
  keeper_leaving: 'not-now',
  keeper_lost: 'not-now',
  keeper_version: 'not-now',
  keeper_replaced: 'not-now',
  memory_would_be_lost: 'not-now',
  app_not_started: 'not-now',

  ...STATE_FOLDER_FAULTS,
  ...VAULT_FAULTS,
  ...FLEET_FAULTS,

  ...ACCESS_TOKEN_FAULTS,
  ...OUTSIDE_TEXT_FAULTS,
  ...TOKEN_REQUEST_FAULTS,
  ...ORIGIN_FAULTS,
  ...NETWORK_FAULTS,
  ...NOTIFY_FAULTS,
  ...SITE_FAULTS,
  ...CONSUMER_FAULTS,
  ...MOVING_FAULTS,
} as const satisfies Record<string, FaultKind>

export type FaultCode = keyof typeof FAULT_KIND

/** Values that fill the placeholders of a sentence. Never a secret, never server text taken over unchecked. */
export type FaultParams = Readonly<Record<string, string | number>>

export type Fault = { readonly code: FaultCode; readonly params: FaultParams }

export function fault(code: FaultCode, params: FaultParams = {}): Fault {
  return { code, params }
}

export function isFaultCode(value: unknown): value is FaultCode {
  return typeof value === 'string' && Object.hasOwn(FAULT_KIND, value)
}

/** Carries a fault through `throw` within one process. At a door it becomes a value again. */
export class FaultError extends Error {
  readonly fault: Fault

  constructor(trouble: Fault, options?: { cause: unknown }) {
    super(trouble.code, options)
    this.name = 'FaultError'
    this.fault = trouble
  }
}

export function raise(code: FaultCode, params: FaultParams = {}): never {
  throw new FaultError(fault(code, params))
}

/** The fault inside anything that was thrown; a bug has only its class name, since its text could hold anything. */
export function faultOf(thrown: unknown): Fault {
  if (thrown instanceof FaultError) return thrown.fault
  return fault('bug', { name: thrown instanceof Error ? thrown.name : typeof thrown })
}

/** What every door answers with. */
export type Reply<Value> = { ok: true; value: Value } | { ok: false; fault: Fault }

export async function replyOf<Value>(work: () => Promise<Value>): Promise<Reply<Value>> {
  try {
    return { ok: true, value: await work() }
  } catch (thrown) {
    return { ok: false, fault: faultOf(thrown) }
  }
}
