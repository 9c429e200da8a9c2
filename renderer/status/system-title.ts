import type { Texts } from '../../shared/text/texts.ts'

/** What people call a system; its id where there is no better name. */
export function systemTitle(texts: Texts, system: string): string {
  return texts.systems[system]?.title ?? system
}
