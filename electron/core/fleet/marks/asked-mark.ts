import { z } from 'zod'
import { jsonIn } from '../../../../shared/encoding/json-text.ts'
import { raise } from '../../../../shared/fault.ts'

/**
 * How far whoever asked has come. Until `about-to-send` nothing has left, and since that word is a compare-and-swap on
 * the mark itself, whoever takes over what is only asked keeps the first one from ever sending. `given-back`: nothing was
 * spent, anybody may ask. `answered`: it was spent, and its successor is there.
 */
const STAGES = ['asked', 'about-to-send', 'given-back', 'answered'] as const

const markSchema = z.object({
  /**
   * Still 1 with `after`: a member of an earlier build could not read another one, and nobody of that build would renew any more.
   * It passes over `after` and writes none; such a mark is taken for one that nobody put back, as that build takes all.
   */
  version: z.literal(1),
  /** The workstation. */
  by: z.string(),
  generation: z.number().int().nonnegative(),
  stage: z.enum(STAGES),
  /** Drawn anew for each attempt: by this somebody knows a write of his own whose answer he missed. */
  attempt: z.string(),
  /** The attempts before it, the last one first: by these an older mark that was put back is known for what it is. */
  after: z.array(z.string()).default([]),
})

/** "asked, generation n" in the shared store: the fence before a refresh token. It never goes by itself, as a lease does. */
export type AskedMark = Omit<z.infer<typeof markSchema>, 'version'>

/** How many earlier attempts a mark names: a paused process may write its own into the document after so many others. */
export const MAX_AFTER = 8

/** For the mark of the attempt that comes next. */
export function attemptsUpTo(mark: Pick<AskedMark, 'attempt' | 'after'> | null): string[] {
  return mark === null ? [] : [mark.attempt, ...mark.after].slice(0, MAX_AFTER)
}

export function writeMark(mark: AskedMark): string {
  return JSON.stringify({ version: 1, ...mark })
}

/** Raises store_damaged: of a mark that cannot be read nobody knows what it keeps from being sent. */
export function readMark(text: string, key: string): AskedMark {
  const { version, ...mark } = markSchema.safeParse(jsonIn(text)).data ?? raise('store_damaged', { key })
  return mark
}
