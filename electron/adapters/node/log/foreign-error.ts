/** A line of a stack that names a place in a program. The first line holds the message, which may look like one. */
const FRAME = /^\s+at [^\n]*:\d+:\d+\)?$/
const MOST_FRAMES = 12
const MOST_CAUSES = 4

/**
 * Of a thrown thing its kind, its system code and where it comes from, with its causes. Not its message: an address, a
 * reply or a token may stand in it (a JSON parser quotes what it could not read).
 */
export function foreignError(thrown: unknown, depth = 0): Readonly<Record<string, unknown>> {
  if (!(thrown instanceof Error)) return { kind: typeof thrown }
  const { code, cause } = thrown as Error & { code?: unknown }
  const frames = (thrown.stack ?? '').split('\n').filter((line) => FRAME.test(line))
  return {
    kind: word(thrown.name) ?? 'Error',
    ...(word(code) === null ? {} : { code: word(code) }),
    at: frames.slice(0, MOST_FRAMES).map((line) => line.trim().replace(/^at /, '')),
    ...(cause === undefined || depth === MOST_CAUSES ? {} : { cause: foreignError(cause, depth + 1) }),
  }
}

function word(value: unknown): string | null {
  return typeof value === 'string' && /^\w{1,60}$/.test(value) ? value : null
}
