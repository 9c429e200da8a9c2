import { z } from 'zod'
import { faultSchema } from './domain/fault-schema.ts'

/**
 * The local socket's language: one JSON object a line. On connecting, both sides say hello first; then the client
 * sends requests with an id of its own choosing (from 1), and the keeper answers each with that id, in any order, and
 * sends notices to those who asked for them. A later hello of the client asks whether the keeper is still there; it
 * says its own again at once, however busy its vault is. A fault with id 0 is about the connection as a whole, which
 * the keeper then closes. With another protocol, `keeper.handOver` is the only call that is answered.
 */
export { PROTOCOL } from './protocol-number.ts'

/** Longer lines are refused before they are read to their end. */
export const LINE_LIMIT = 1_048_576

export const helloSchema = z.object({
  hello: z.object({
    protocol: z.number(),
    /** With the commit of the build where that is known: 0.1.0+c7306e77d1a2. */
    version: z.string(),
    /** Of that commit, UTC ms; left out by builds from before it was told. */
    committedAt: z.number().nullable().optional(),
    /** Said by the keeper only: a person's word for the program that runs it, and its process id. */
    host: z.string().optional(),
    pid: z.number().optional(),
  }),
})

/** What one side says of itself in its hello, beside the protocol. */
export type Introduction = Omit<z.infer<typeof helloSchema>['hello'], 'protocol'>

export const requestSchema = z.object({ id: z.number(), call: z.string(), input: z.unknown().optional() })

/** Asks for notices from now on. */
export const subscribeSchema = z.object({ subscribe: z.literal(true) })

export const answerSchema = z.union([
  z.object({ id: z.number(), ok: z.literal(true), value: z.unknown() }),
  z.object({ id: z.number(), ok: z.literal(false), fault: faultSchema }),
])
