import { z } from 'zod'

/** The doors that may make a call. A token goes out through the socket alone: never to a page or window. */
export const EVERY = ['socket', 'page', 'window'] as const
export const SOCKET = ['socket'] as const
/** Programs with a key (docs/consumers.md), for the connections that they were given alone. */
export const PROGRAMS = [...SOCKET, 'consumer'] as const
export const PROGRAMS_TOO = [...EVERY, 'consumer'] as const
export type Door = (typeof PROGRAMS_TOO)[number]

/**
 * A yes that only somebody outside of the page can say (docs/decisions.md 19): in a native dialog, at the terminal that
 * runs the page, by a word on the command line. No page or window passes it; its host asks, and makes the call again.
 */
export const fromOutside = {
  /** Origins such as https://login.example to which secrets may go that were entered for others. */
  allowOrigins: z.array(z.string().max(2_048)).max(64).optional(),
}

/** The same for what would be gone for good, with the keeper, or open to another passphrase alone: for so many of them. */
export const agreedOutside = { confirm: z.number().int().nonnegative().optional() }

/** The same for a file that may also say by which way the calls of a new connection travel. */
export const waysOutside = { ...fromOutside, allowNetwork: z.boolean().optional() }

export const FROM_OUTSIDE: readonly string[] = Object.keys({ ...agreedOutside, ...waysOutside })
