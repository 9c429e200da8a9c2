/** A line of a stack that names a place in a program. */
const FRAME = /^\s+at [^\n]*:\d+:\d+\)?$/
const MAX_FRAMES = 12
const MAX_CAUSES = 4

/**
 * Of a thrown thing its kind, its system code and where it comes from, with its causes. Not its message: an address, a
 * reply or a token may stand in it (a JSON parser quotes what it could not read).
 */
export function foreignError(thrown: unknown, depth = 0): Readonly<Record<string, unknown>> {
  if (!(thrown instanceof Error)) return { kind: typeof thrown }
  const { code, cause } = thrown as Error & { code?: unknown }
  const frames = framesOf(thrown) ?? []
  return {
    kind: word(thrown.name) ?? 'Error',
    ...(word(code) === null ? {} : { code: word(code) }),
    at: frames.slice(0, MAX_FRAMES).map((line) => line.trim().replace(/^at /, '')),
    ...(cause === undefined || depth === MAX_CAUSES ? {} : { cause: foreignError(cause, depth + 1) }),
  }
}

/**
 * The places that an error came by. A message stands in the stack too, in front of them; it may have lines of its own that
 * look like places, so it is cut off as a whole. Null where it was changed later, and nobody knows where it ends.
 */
export function framesOf({ stack = '', message }: Error): string[] | null {
  const at = stack.indexOf(message)
  if (at < 0) return null
  const [, ...after] = stack.slice(at + message.length).split('\n')
  return after.filter((line) => FRAME.test(line))
}

export function framesIn(text: string): string[] {
  return text.split('\n').filter((line) => FRAME.test(line))
}

function word(value: unknown): string | null {
  return typeof value === 'string' && /^\w{1,60}$/.test(value) ? value : null
}
