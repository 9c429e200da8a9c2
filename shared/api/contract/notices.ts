import { z } from 'zod'
import { journalEntrySchema } from '../../connections/journal.ts'
import { testStepSchema } from '../../connections/last-test.ts'
import { connectionViewSchema } from '../../connections/view.ts'
import { faultSchema } from '../../faults/fault-schema.ts'
import { vaultStatusSchema } from './vault.ts'

/** What the keeper tells without being asked: a client that misses one and lists again is up to date. */
export const noticeSchema = z.discriminatedUnion('notice', [
  z.object({ notice: z.literal('connection.changed'), view: connectionViewSchema }),
  z.object({ notice: z.literal('connection.removed'), id: z.string(), name: z.string() }),
  /** Told to programs that hold the token before: `olderEnded` where the server is known to have ended it by this. */
  z.object({
    notice: z.literal('token.replaced'),
    name: z.string(),
    generation: z.number(),
    olderEnded: z.boolean(),
  }),
  z.object({ notice: z.literal('journal.added'), entry: journalEntrySchema }),
  /** A consumer came or went, or where they come to has changed. */
  z.object({ notice: z.literal('consumers.changed') }),
  /** Somebody has chosen another preference. */
  z.object({ notice: z.literal('settings.changed') }),
  /** Other files of the site are not followed, or for another reason; none where all of them are. */
  z.object({ notice: z.literal('site.changed'), faults: z.array(faultSchema) }),
  z.object({ notice: z.literal('test.step'), run: z.string(), step: testStepSchema }),
  z.object({ notice: z.literal('vault.changed'), status: vaultStatusSchema }),
  z.object({ notice: z.literal('keeper.leaving') }),
])

export type Notice = z.infer<typeof noticeSchema>
