import { z } from 'zod'

/**
 * What a keeper says of itself: the answer of `GET /v1/keeper`, and the first event of every stream that is opened at the
 * local socket. A command knows by it whether it can talk to that keeper, and which of the two is the later build.
 */

/** Counts up when a keeper and a command of different builds would no longer understand each other under `/v1`. */
export const PROTOCOL = 3

export const helloSchema = z.object({
  protocol: z.number(),
  /** With the commit of the build where that is known: 0.1.0+c7306e77d1a2. */
  version: z.string(),
  /** Of that commit, UTC ms; left out by builds from before it was told. */
  committedAt: z.number().nullable().optional(),
  /** A person's word for the program that keeps, and its process id. */
  host: z.string().optional(),
  pid: z.number().optional(),
})

export type Hello = z.infer<typeof helloSchema>

/** What a keeper's host knows of itself. */
export type KeeperIdentity = Omit<Hello, 'protocol'>
