import type { Finding } from '../../shared/api/contract/contract.ts'
import { factText } from '../../shared/text/finding-facts.ts'
import type { Texts } from '../../shared/text/texts.ts'

/** What a probe measured, one after another. `at` says a moment. */
export function factsWords(facts: Finding['facts'], texts: Texts, at: (iso: string) => string): string {
  return Object.entries(facts)
    .map(([name, value]) => ` · ${factText(texts, name, value, at)}`)
    .join('')
}
