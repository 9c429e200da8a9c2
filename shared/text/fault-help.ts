import type { FaultCode } from '../fault.ts'
import { FAULT_KIND, type FaultKind } from '../faults/fault-kind.ts'
import { filled } from './sentence.ts'
import type { Texts } from './texts.ts'

/** What Everbearer does about a fault by itself: as all of its kind, or as these. */
export type Tried =
  | FaultKind
  | 'asked once'
  | 'sent twice'
  | 'sign-in'
  | 'here'
  | 'not believed'
  | 'left'
  | 'waits'
  | 'once'

const TRIED_APART: Readonly<Record<Exclude<Tried, FaultKind>, readonly FaultCode[]>> = {
  'asked once': [
    ...(['access_token_not_taken', 'access_token_odd', 'created_not_saved', 'not_a_master'] as const),
    ...(['replace_gone', 'replace_undone', 'replace_unknown'] as const),
    ...(['callbacks_not_here', 'callbacks_refused', 'ping_refused', 'request_not_ours', 'request_unknown'] as const),
    ...(['not_validated', 'request_unfinished', 'not_narrowed', 'no_such_tenant', 'tenant_not_allowed'] as const),
    ...(['token_not_seen', 'no_discovery', 'issuer_mismatch', 'invalid_told_address'] as const),
  ],
  'sent twice': ['refresh_reply_lost', 'refresh_reply_unusable'],
  'sign-in': [
    ...(['sign_in_cancelled', 'sign_in_denied', 'sign_in_forged', 'sign_in_needed', 'sign_in_port_taken'] as const),
    ...(['sign_in_refused', 'sign_in_timed_out', 'sign_in_unknown', 'id_token_foreign', 'no_id_token'] as const),
    ...(['no_refresh_token_given', 'not_a_device_reply', 'no_authorization_endpoint', 'no_device_endpoint'] as const),
    'session_not_ended',
  ],
  here: [
    ...(['address_not_here', 'certificate_ended', 'certificate_ends', 'certificate_not_shown', 'port_silent'] as const),
    ...(['port_answers_other', 'port_unopened', 'tls_file_broken', 'tls_file_unsafe', 'tls_pair_differs'] as const),
    ...(['notify_command_failed', 'notify_command_hung', 'webhook_secret_missing', 'proxy_only_here'] as const),
    ...([
      'proxy_perhaps_only_here',
      'proxy_unused',
      'site_file_broken',
      'site_file_unsafe',
      'site_unread',
      'socket_folder_unsafe',
    ] as const),
    ...(['state_folder_foreign', 'state_folder_open', 'state_folder_unusable', 'state_folder_gone'] as const),
  ],
  'not believed': [
    ...(['store_damaged', 'store_refused', 'store_went_back', 'letter_stranger', 'letter_unsigned'] as const),
    ...(['fleet_claimed', 'fleet_stranger', 'not_a_member'] as const),
  ],
  left: ['document_damaged', 'document_missing', 'document_newer', 'document_older', 'file_newer'],
  waits: [
    ...(['paused', 'secrets_awaited', 'moved_machine', 'origin_changed', 'origin_told', 'origin_unbound'] as const),
    ...(['client_secret_missing', 'token_missing'] as const),
  ],
  once: [
    ...(['app_not_started', 'service_not_started', 'consumer_too_busy', 'consumer_key_unknown'] as const),
    ...([
      'document_changed',
      'edited_meanwhile',
      'keeper_absent',
      'keeper_leaving',
      'keeper_unresponsive',
      'keeper_version',
      'program_replaced',
    ] as const),
    ...(['memory_would_be_lost', 'shorter_life', 'waited_too_long', 'reported_rejected', 'end_unknown'] as const),
    ...(['shared_vault_unset', 'vault_choice_needed', 'state_folder_copied', 'passphrase_wrong'] as const),
  ],
}

const TRIED: ReadonlyMap<FaultCode, Tried> = new Map(
  (Object.keys(TRIED_APART) as (keyof typeof TRIED_APART)[]).flatMap((tried) =>
    TRIED_APART[tried].map((code) => [code, tried] as const),
  ),
)

/** A fault's own page: the same sentences, without the particulars of any one time that it happened. */
export type FaultHelp = {
  readonly code: FaultCode
  readonly tried: Tried
  /** What it means, in each of the ways in which it is told, with what to do then. */
  readonly ways: readonly { readonly means: string; readonly next: string }[]
}

export function faultHelp(texts: Texts, code: FaultCode): FaultHelp {
  const { cases = {}, ...plain } = texts.faults[code]
  const ways = [plain, ...Object.values(cases)].map(({ say, next }) => ({
    means: filled(say, {}, texts.blanks),
    next: filled(next, {}, texts.blanks),
  }))
  const told = new Map(ways.map((way) => [`${way.means} ${way.next}`, way]))
  return { code, tried: TRIED.get(code) ?? FAULT_KIND[code], ways: [...told.values()] }
}

export function allFaultHelp(texts: Texts): readonly FaultHelp[] {
  return (Object.keys(FAULT_KIND) as FaultCode[]).sort().map((code) => faultHelp(texts, code))
}
