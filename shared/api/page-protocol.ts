import { z } from 'zod'

/**
 * The loopback page's language: what the page and its door (electron/doors/page/page.ts) say to each other over HTTP.
 * Calls and events are those of every door (api/addresses.ts); a desktop window makes the same calls over another line.
 */

/** Sent with every request but the first: no cookie, since cookies are shared across ports (docs/decisions.md 17). */
export const PAGE_KEY_HEADER = 'x-everbearer-key'

/** The address that a person opens ends in `#ticket=...`; what stands after the number sign is never sent to a server. */
export const TICKET_IN_ADDRESS = 'ticket'

export const PAGE_PATHS = {
  /** POST `ticketSchema` -> Reply<PageKeyGiven>; a ticket counts once and for a minute. */
  ticket: '/api/ticket',
  /**
   * POST `{}` -> Reply<ShownAgain>, without a key: the host opens the page anew in the person's browser, with a ticket of
   * its own that the page which asked never sees.
   */
  again: '/api/again',
  /** POST `{}` -> Reply<DemoStarted>; only where the host can. */
  demo: '/api/demo',
  /** POST `{ name, handle? }` -> Reply<{}>; only where the host can, and once a person outside of the page has said yes. */
  copyToken: '/api/copy-token',
} as const

export const ticketSchema = z.strictObject({ ticket: z.string().min(1).max(200) })

/** What a host can do beyond the contract; the page asks for ability and never for platform. Absent means no. */
export const abilitiesSchema = z.object({
  /** It can start the built-in demo server and a connection to it. */
  demo: z.boolean().default(false),
  /** It can put a token on the clipboard itself, past the page, and take it off again. */
  copyToken: z.boolean().default(false),
  /** Whatever needs a yes from outside of the page it asks about at once and over the page, with all that is to be known. */
  askOver: z.boolean().default(false),
})

export type Abilities = z.infer<typeof abilitiesSchema>

export const pageKeyGivenSchema = z.object({
  key: z.string().min(1),
  can: abilitiesSchema.default({ demo: false, copyToken: false, askOver: false }),
})

export type PageKeyGiven = z.infer<typeof pageKeyGivenSchema>

/** The name of the connection to watch. */
export const demoStartedSchema = z.object({ name: z.string() })

export type DemoStarted = z.infer<typeof demoStartedSchema>

/** What the page has a person save, each by the call that made it; none holds secrets. */
export const SAVED_FILES = {
  support: { call: 'support.file', name: 'everbearer-support.json' },
  settings: { call: 'moving.export', name: 'everbearer-settings.json' },
  journal: { call: 'journal.export', name: 'everbearer-journal.jsonl' },
} as const

export type SavedFile = keyof typeof SAVED_FILES

/** False where the person has given it up. */
export const savedSchema = z.object({ saved: z.boolean() })

export type Saved = z.infer<typeof savedSchema>

/** Whether a browser could be opened; where none could, the address is printed where the host runs. */
export const shownAgainSchema = z.object({ shown: z.boolean() })

export type ShownAgain = z.infer<typeof shownAgainSchema>
