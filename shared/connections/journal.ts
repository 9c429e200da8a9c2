import { z } from 'zod'
import { faultCodeSchema } from '../faults/fault-schema.ts'
import { visibleJson } from '../text/visible-text.ts'
import { isoUtc } from '../time/instant.ts'
import { momentSchema } from '../time/moment-schema.ts'

/** Everything that can happen to a connection or the keeper, in closed vocabulary. No server text, no secrets. */
export const JOURNAL_EVENTS = [
  'added',
  'edited',
  'origins_changed',
  'origins_told',
  'renamed',
  'removed',
  'restored',
  'edit_taken_back',
  'revoked',
  'not_revoked',
  'paused',
  'resumed',
  'renewed',
  'scope_shrank',
  'renewal_failed',
  'renewal_refused',
  'renewal_resent',
  'renewal_cut',
  'renewal_superseded',
  'successor_kept',
  'superseded_sent',
  'narrowed',
  'narrowing_failed',
  'reported_rejected',
  'older_token_ends',
  'save_failed',
  'saved_late',
  'tested',
  'pinged',
  'callbacks_changed',
  'invalid_told_address',
  'signed_in',
  'refresh_token_kept',
  'refresh_token_set_aside',
  'refresh_token_restored',
  'sign_in_failed',
  'access_token_created',
  'access_token_deleted',
  'access_token_replaced',
  'access_token_restored',
  'access_token_cut_off',
  'access_token_shown',
  'ends_soon',
  'recovered',
  'clock_moved',
  'keeper_started',
  'keeper_stopped',
  'index_set_aside',
  'file_set_aside',
  'index_rebuilt',
  'index_left_alone',
  'exported',
  'network_set',
  'site_refused',
  'consumer_added',
  'gateway_key_added',
  'gateway_key_refused',
  'consumer_revoked',
  'consumer_port_set',
  'consumer_port_failed',
  'token_handed_out',
  'notify_set',
  'notify_failed',
  'vault_chosen',
  'vault_moved',
  'set_taken_over',
  'shared_trouble',
  'shared_left_behind',
  'member_added',
  'member_revoked',
  'member_appointed',
  'member_dismissed',
  'member_followed',
  'shared_way_changed',
  'unblocked',
  'passphrase_changed',
  'bug',
] as const

export type JournalEvent = (typeof JOURNAL_EVENTS)[number]

/** One line of the journal. `at` is UTC ms. Params are short words and numbers made by Everbearer itself. */
export const journalEntrySchema = z.object({
  at: momentSchema,
  event: z.enum(JOURNAL_EVENTS),
  connection: z.string().optional(),
  fault: faultCodeSchema.optional(),
  params: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
})

export type JournalEntry = z.infer<typeof journalEntrySchema>

/** One line of a journal saved for others: the entry with its time as ISO 8601 UTC, and no invisible letters. */
export function entryJson({ at, ...entry }: JournalEntry): string {
  return visibleJson(JSON.stringify({ at: isoUtc(at), ...entry }))
}

/** Left out of lines of version 1, so that builds from before there was a version read them too. */
export const JOURNAL_VERSION = 1

const anyEntry = z.looseObject({ version: z.number().optional(), at: momentSchema, event: z.string() })

/**
 * Reads one line. `newer`: written by a newer build, with a version, or in a whole line an event, that this build does not
 * know. Null for a damaged line.
 */
export function readJournalEntry(raw: unknown): JournalEntry | 'newer' | null {
  const { data: line } = anyEntry.safeParse(raw)
  if (line === undefined) return null
  if ((line.version ?? JOURNAL_VERSION) !== JOURNAL_VERSION) return 'newer'
  return journalEntrySchema.safeParse(line).data ?? 'newer'
}
