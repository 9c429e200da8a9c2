import type { System } from '../systems/system.ts'
import { type DraftBase, type DraftReading, readDraft } from './draft.ts'
import { mistakesIn } from './mistakes.ts'

/**
 * A draft with all its mistakes. An edit is judged by what it changes: an old token that has meanwhile expired must
 * not stop a person from mending the base URL.
 */
export function judgedDraft(raw: unknown, system: System, base: DraftBase | null, now: number): DraftReading {
  const reading = readDraft(raw, system, base, now)
  const kept = Object.keys(base?.secrets ?? {}).filter((name) => !reading.typedSecrets.some((typed) => typed === name))
  const mistakes = [...reading.mistakes, ...mistakesIn(reading.draft, system)]
  return { ...reading, mistakes: mistakes.filter(({ field }) => !kept.some((name) => field === `secrets.${name}`)) }
}
