import { z } from 'zod'

/**
 * The loopback page's language: what the page and its door (electron/doors/page.ts) say to each other over HTTP.
 * Calls themselves are those of contract.ts; a desktop window makes the same calls over another line.
 */

/** Sent with every request but the first: no cookie, since cookies are shared across ports (design decision 17). */
export const PAGE_KEY_HEADER = 'x-everbearer-key'

/** The address that a person opens ends in `#ticket=...`; what stands after the number sign is never sent to a server. */
export const TICKET_IN_ADDRESS = 'ticket'

export const PAGE_PATHS = {
  /** POST `ticketSchema` -> Reply<PageGrant>; a ticket counts once and for a minute. */
  ticket: '/api/ticket',
  /**
   * POST `{}` -> Reply<ShownAgain>, without a key: the host opens the page anew in the person's browser, with a ticket of
   * its own that the page which asked never sees.
   */
  again: '/api/again',
  /** POST `{ name, input }` -> Reply<Output<name>>. */
  call: '/api/call',
  /** POST `{}` -> Reply<DemoStarted>; only where the host can. */
  demo: '/api/demo',
  /** GET, answered by server-sent events for as long as the page listens. */
  notices: '/api/notices',
} as const

/** What the body of a request may weigh, in bytes. */
export const BODY_LIMIT = 1_048_576

/** Stands in the built index.html wherever this load's nonce belongs; the host puts a new one in each time it serves it. */
export const NONCE_PLACEHOLDER = '__EVERBEARER_NONCE__'

/** Stands in the built index.html where a host may put what is to be seen until the page's script has run. */
export const FIRST_FRAME_PLACEHOLDER = '<!--__EVERBEARER_FIRST_FRAME__-->'

export const ticketSchema = z.strictObject({ ticket: z.string().min(1).max(200) })

/** What a host can do beyond the contract; the page asks for ability and never for platform. Absent means no. */
export const abilitiesSchema = z.object({
  /** It can start the built-in demo server and a connection to it. */
  demo: z.boolean().default(false),
  /** It can put a token on the clipboard itself, past the page, and take it off again. */
  copyToken: z.boolean().default(false),
})

export type Abilities = z.infer<typeof abilitiesSchema>

export const pageGrantSchema = z.object({
  key: z.string().min(1),
  can: abilitiesSchema.default({ demo: false, copyToken: false }),
})

export type PageGrant = z.infer<typeof pageGrantSchema>

/** The name of the connection to watch. */
export const demoStartedSchema = z.object({ name: z.string() })

export type DemoStarted = z.infer<typeof demoStartedSchema>

/** What the page has a person save, each by the call that made it; neither holds secrets. */
export const SAVED_FILES = {
  support: { call: 'support.file', name: 'everbearer-support.json' },
  settings: { call: 'moving.export', name: 'everbearer-settings.json' },
} as const

export type SavedFile = keyof typeof SAVED_FILES

/** False where the person has given it up. */
export const savedSchema = z.object({ saved: z.boolean() })

export type Saved = z.infer<typeof savedSchema>

/** Whether a browser could be opened; where none could, the address is printed where the host runs. */
export const shownAgainSchema = z.object({ shown: z.boolean() })

export type ShownAgain = z.infer<typeof shownAgainSchema>

export const pageCallSchema = z.strictObject({ name: z.string().max(100), input: z.unknown() })

/**
 * Events of the notices stream, each with an id, from which a broken stream goes on (Last-Event-ID).
 * `notice` carries one Notice of the contract as JSON; after `reset` the page must list anew, since what it missed is
 * not kept; `keeper` says whether calls reach a keeper now. A stream that does not go on from an id that the door
 * still knows begins with `keeper` and `reset`: listen first, list then, and nothing falls between the two.
 */
export const PAGE_EVENTS = { notice: 'notice', reset: 'reset', keeper: 'keeper' } as const

/** A stream with nothing to say sends an empty comment this often; one that is silent for three times as long is dead. */
export const HEARTBEAT_MS = 15_000

export const keeperEventSchema = z.object({ here: z.boolean() })
