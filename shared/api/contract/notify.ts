import { z } from 'zod'
import { notifyCommandSchema } from '../../alerts/notify-settings.ts'
import { faultSchema } from '../../faults/fault-schema.ts'
import { EVERY, SOCKET } from './doors.ts'

const trouble = faultSchema.nullable()

const notifySchema = z.object({
  command: notifyCommandSchema.nullable(),
  /** Scheme, host and port alone: in what follows them some services have their password. */
  webhook: z.string().nullable(),
  hasSecret: z.boolean(),
  /** What of it the site has set, which nobody changes here. */
  managed: z.array(z.enum(['command', 'webhook'])),
  /** How many alerts have still to be sent. */
  waiting: z.number(),
  troubles: z.object({ command: trouble, webhook: trouble }),
})

/** What somebody is told with outside of every window: seen from everywhere, set through the socket alone (tests/doors/powers.ts). */
export const NOTIFY_CONTRACT = {
  'notify.get': { doors: EVERY, input: z.strictObject({}), output: notifySchema },
  /** A part that is not named stays; null takes it away. */
  'notify.set': {
    doors: SOCKET,
    input: z.strictObject({
      command: notifyCommandSchema.nullable().optional(),
      webhook: z.string().max(2_048).nullable().optional(),
      /** In base64; it is in no answer. */
      secret: z.string().max(200).nullable().optional(),
    }),
    output: notifySchema,
  },
  /** Tells a test by every way at once; what is left out is not set. */
  'notify.test': {
    doors: SOCKET,
    input: z.strictObject({}),
    output: z.object({ id: z.string(), command: trouble.optional(), webhook: trouble.optional() }),
  },
} as const
