import { sayDuration } from '../time/duration.ts'
import { filled } from './sentence.ts'
import type { Texts } from './texts.ts'

/** What a probe of the doctor measured, in words; a fact without words of its own is shown by its name. `at` says a moment. */
export function factText(texts: Texts, name: string, value: string | number, at: (iso: string) => string): string {
  if (name === 'offsetMs') return offsetText(texts, Number(value))
  const said = MOMENT.test(String(value)) ? at(String(value)) : value
  return filled(texts.facts[name] ?? `${name} {value}`, { [name]: said, value: said })
}

/** As the contract has them: ISO 8601, UTC. */
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/

/** Clocks tell seconds, and a Date header whole ones: less than two is no difference. */
function offsetText({ words }: Texts, offsetMs: number): string {
  if (Math.abs(offsetMs) < 2_000) return words.clockSame
  const span = sayDuration(Math.abs(offsetMs))
  return filled(offsetMs < 0 ? words.clockBehind : words.clockAhead, { span })
}
