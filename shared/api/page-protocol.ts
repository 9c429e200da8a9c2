import { z } from 'zod'

/**
 * The loopback page's language: what the page and its door (electron/doors/page/page.ts) say to each other over HTTP
 * (page-addresses.ts says where). Calls and events are those of every door; a desktop window makes the same calls over another line.
 */

export const ticketSchema = z.strictObject({ ticket: z.string().min(1).max(200) })

/** What a host can do beyond the contract; the page asks for ability and never for platform. */
export type Abilities = {
  /** It can start the built-in demo server and a connection to it. */
  readonly demo: boolean
  /** It can put a token on the clipboard itself, past the page, and take it off again. */
  readonly copyToken: boolean
  /** Whatever needs a yes from outside of the page it asks about at once and over the page, with all that is to be known. */
  readonly askOver: boolean
}

export type PageKeyGiven = { readonly key: string; readonly can: Abilities }

/** The name of the connection to watch. */
export const demoStartedSchema = z.object({ name: z.string() })

export type DemoStarted = z.infer<typeof demoStartedSchema>

/** False where the person has given it up. */
export const savedSchema = z.object({ saved: z.boolean() })

export type Saved = z.infer<typeof savedSchema>

/** Whether a browser could be opened; where none could, the address is printed where the host runs. */
export const shownAgainSchema = z.object({ shown: z.boolean() })

export type ShownAgain = z.infer<typeof shownAgainSchema>
