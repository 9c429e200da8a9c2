import { z } from 'zod'
import { nameSchema as name } from '../../connections/connection.ts'
import { journalEntrySchema } from '../../connections/journal.ts'
import { EVERY } from './doors.ts'

/** What happened, to be looked at and to be saved. */
export const JOURNAL_CONTRACT = {
  'journal.read': {
    doors: EVERY,
    input: z.strictObject({ name: name.optional(), limit: z.number().int().positive().max(10_000).optional() }),
    output: z.object({ entries: z.array(journalEntrySchema), unreadable: z.number() }),
  },
  /** The same as text to be saved: one object a line, oldest first, with no secret in it. */
  'journal.export': {
    doors: EVERY,
    input: z.strictObject({ name: name.optional() }),
    output: z.object({ text: z.string() }),
  },
} as const
