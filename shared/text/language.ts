import { en } from './en.ts'
import type { Texts } from './texts.ts'

/** Every language there is; English is what remains when none fits. */
const LANGUAGES: readonly Texts[] = [en]

/** `wanted` as systems write it: `de-AT`, `pt_BR.UTF-8`, empty. */
export function textsFor(wanted: string): Texts {
  const language = wanted.toLowerCase().split(/[-_.@]/)[0]
  return LANGUAGES.find((texts) => texts.language === language) ?? en
}
