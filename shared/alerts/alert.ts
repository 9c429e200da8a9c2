import { z } from 'zod'
import { faultCodeSchema } from '../faults/fault-schema.ts'
import { momentSchema } from '../time/moment-schema.ts'

/** What somebody is told outside of every window, by a command or a webhook (docs/notify.md). */
export const ALERT_EVENTS = ['needs_person', 'ends_soon', 'recovered', 'test'] as const
export type AlertEvent = (typeof ALERT_EVENTS)[number]

/** One cause, and all connections that have it: thirty that fail for one reason are one alert. */
export const alertSchema = z.object({
  /** The same however often it is sent, so that whoever receives it can tell. */
  id: z.string().regex(/^[0-9a-f]{32}$/),
  at: momentSchema,
  event: z.enum(ALERT_EVENTS),
  fault: faultCodeSchema.nullable(),
  /** Of `ends_soon`: within so many. */
  days: z.number().int().nullable(),
  /** Names in their order, at most MAX_NAMES of them. */
  connections: z.array(z.string()),
  count: z.number().int(),
})

export type Alert = z.infer<typeof alertSchema>

/** More than anybody reads, and few enough for the environment of a program. */
export const MAX_NAMES = 100
