import { z } from 'zod'
import { nameSchema as name } from '../../connections/connection.ts'
import { faultSchema } from '../../faults/fault-schema.ts'
import { preferencesSchema } from '../../preferences/preferences.ts'
import { EVERY, SOCKET } from './doors.ts'

/** `host:port` of each place where it listens now (`https://` before it where that is TLS), and what hinders it. */
const listening = {
  at: z.array(z.string()),
  fault: faultSchema.nullable(),
  certificateEndsAt: z.string().nullable(),
}

/**
 * The resources and the scope that its tokens are for; left out where it gets the connections' own. `gatewayOnly` is true for
 * one whose calls go through the gateway and nowhere else, and left out for all others.
 */
const given = {
  resources: z.array(z.string()).optional(),
  scope: z.string().optional(),
  gatewayOnly: z.boolean().optional(),
}

/** Programs with a key: seen and revoked from everywhere, made through the socket alone (tests/doors/powers.ts). */
export const CONSUMERS_CONTRACT = {
  'consumers.list': {
    doors: EVERY,
    input: z.strictObject({}),
    output: z.object({
      /** As set: 0 is nowhere. */
      port: z.number(),
      bridge: z.string(),
      /** For other computers, over TLS; empty for none. */
      address: z.string(),
      ...listening,
      consumers: z.array(
        z.object({
          name: z.string(),
          connections: z.array(z.string()),
          ...given,
          createdAt: z.string(),
          lastSeenAt: z.string().nullable(),
        }),
      ),
    }),
  },
  /** The key is in this answer and nowhere else. */
  'consumers.add': {
    doors: SOCKET,
    input: z.strictObject({
      name,
      connections: z.array(name).min(1).max(1_000),
      resources: z.array(z.string().max(4_096)).max(100).optional(),
      scope: z.string().max(32_768).optional(),
      gatewayOnly: z.boolean().optional(),
    }),
    output: z.object({ name: z.string(), key: z.string(), connections: z.array(z.string()), ...given }),
  },
  'consumers.revoke': { doors: EVERY, input: z.strictObject({ name }), output: z.object({}) },
  /** Sets one of those that say where they come to (electron/core/preferences.ts), and answers when that has been tried. */
  'consumers.listen': {
    doors: SOCKET,
    input: z.strictObject({ key: z.string(), value: z.string() }),
    output: preferencesSchema.extend(listening),
  },
} as const
