/** From the most urgent to the least. `debug` tells every hop of a call and every plan; it is written only where it is asked for. */
export const LOG_LEVELS = ['error', 'warn', 'info', 'debug'] as const

export type LogLevel = (typeof LOG_LEVELS)[number]

/**
 * What belongs to an event. Words of ours, numbers, connections' names and the origins of servers: never a reply, a path
 * of a server, or text of somebody else.
 */
export type LogFacts = Readonly<Record<string, string | number | boolean | null | undefined>>

/** Of programs that write none, and of tests. */
export const noLog: Log = { write: () => undefined, takes: () => false, place: null, recent: () => [] }

/**
 * For whoever looks for the cause of a trouble (docs/decisions.md 33): what was decided, what was asked and how it ended.
 * The journal is for people and has its closed vocabulary; this is for those who help them. Nothing works worse without.
 */
export type Log = {
  /** Never throws. Of `error`, whatever was thrown, the kind and the stack are written, and not what it says. */
  write(level: LogLevel, event: string, facts?: LogFacts, error?: unknown): void
  /** Whether anybody reads records of this level: for those made so often that making them costs. */
  takes(level: LogLevel): boolean
  /** Where it is written, for a sentence that sends somebody there; null where nothing is. */
  readonly place: string | null
  /** The newest records, oldest first, as they were written. */
  recent(limit: number): readonly Readonly<Record<string, unknown>>[]
}
