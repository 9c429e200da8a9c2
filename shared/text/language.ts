import { en } from './en.ts'
import { inLanguage, type Texts } from './texts.ts'

export function textsFor(wanted: string): Texts {
  return inLanguage(wanted, [en])
}
