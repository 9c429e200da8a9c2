import type { Finding } from '../../shared/contract.ts'
import { filled } from '../../shared/text/sentence.ts'
import type { Texts } from '../../shared/text/texts.ts'

/** What a probe measured, one after another; a fact without words of its own is shown by its name. */
export function factsWords(facts: Finding['facts'], texts: Texts): string {
  return Object.entries(facts)
    .map(([name, value]) => filled(texts.facts[name] ?? `${name} {${name}}`, { [name]: value }))
    .map((words) => ` · ${words}`)
    .join('')
}
