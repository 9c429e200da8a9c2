import { z } from 'zod'
import { nameSchema as name } from '../../connections/connection.ts'
import { mistakeSchema } from '../../entry/mistake.ts'
import { ODD_PARTS } from '../../systems/crafter/odd-parts.ts'
import { agreedOutside, EVERY, SOCKET } from './doors.ts'

/** The calls by which a master token manages the access tokens of its server. An ID never crosses but by `crafter.id`. */

/** What stands for an ID: always the same for this ID and this connection, and of no use to the server. */
const handle = z.string().regex(/^[0-9a-f]{12}$/)

export const accessTokenSchema = z.object({
  handle: z.string(),
  /** The last characters of the ID, four at most and never more than a third of it. */
  tail: z.string(),
  /** The server's own words, short and without control characters. */
  application: z.string(),
  master: z.boolean(),
  /** ISO 8601 UTC; null never ends. */
  expiresOn: z.string().nullable(),
  tenantPermissions: z.array(z.object({ tenant: z.string(), allowedActions: z.array(z.string()) })),
  /** Parts of the record that could not be read, so that what is said of them here is not what the server has. */
  odd: z.array(z.enum(ODD_PARTS)).optional(),
  /** The very token that this connection asks with. */
  itself: z.boolean(),
  /** The application that this ID belongs to in every installation in the world. */
  wellKnown: z.string().nullable(),
  /** Connections here that show this token. */
  usedBy: z.array(z.string()),
})

const madeSchema = z.object({ token: accessTokenSchema, warnings: z.array(mistakeSchema) })

export const CRAFTER_CONTRACT = {
  'crafter.list': {
    doors: EVERY,
    input: z.strictObject({ name }),
    output: z.object({
      tokens: z.array(accessTokenSchema),
      /** Entries of the server's list without an ID that could be read. */
      unreadable: z.number().optional(),
      /** A replacement was cut off here: this token may be missing at the server, and can be restored. */
      cutOff: accessTokenSchema.nullable(),
    }),
  },
  /** `token` is read by shared/systems/crafter/draft.ts; `as` makes it a connection here, whose vault has the ID then. */
  'crafter.create': {
    doors: EVERY,
    input: z.strictObject({ name, token: z.unknown(), as: name.optional() }),
    output: madeSchema,
  },
  /** `itself` says that a master token may delete itself; `confirm` 1, that somebody outside of the page wants this one gone for good. */
  'crafter.delete': {
    doors: EVERY,
    input: z.strictObject({ name, handle, itself: z.boolean().optional(), ...agreedOutside }),
    output: z.object({ token: accessTokenSchema }),
  },
  /** Deletes and makes anew under the same ID; what `token` leaves out stays as it is. */
  'crafter.replace': {
    doors: EVERY,
    input: z.strictObject({ name, handle, token: z.unknown() }),
    output: madeSchema,
  },
  /** Makes again what a replacement that was cut off has left deleted; `was` tells whether it was still, or already, there. */
  'crafter.restore': {
    doors: EVERY,
    input: z.strictObject({ name }),
    output: z.object({ token: accessTokenSchema, was: z.enum(['there', 'gone']) }),
  },
  /** A token of the list becomes a connection here. */
  'crafter.adopt': {
    doors: EVERY,
    input: z.strictObject({ name, handle, as: name }),
    output: z.object({ token: accessTokenSchema }),
  },
  'crafter.id': { doors: SOCKET, input: z.strictObject({ name, handle }), output: z.object({ id: z.string() }) },
} as const

export type AccessToken = z.infer<typeof accessTokenSchema>
