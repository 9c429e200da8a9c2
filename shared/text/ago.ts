import { sayDuration } from '../time/duration.ts'
import { filled } from './sentence.ts'
import type { Texts } from './texts.ts'

/** Until then a number of seconds says nothing but that it counts, and "0 s ago" is nobody's language. */
const JUST_NOW_MS = 10_000

/** How long something is past: "just now", "4 min ago". */
export function sayAgo({ words }: Pick<Texts, 'words'>, ms: number): string {
  return ms < JUST_NOW_MS ? words.justNow : filled(words.ago, { span: sayDuration(ms) })
}
