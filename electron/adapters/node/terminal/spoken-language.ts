import { textsFor } from '../../../../shared/text/language.ts'
import type { Texts } from '../../../../shared/text/texts.ts'

/** The texts in the language that the environment of this process asks for (POSIX: the first of these that is set). */
export function spokenTexts(): Texts {
  const { LC_ALL, LC_MESSAGES, LANG } = process.env
  return textsFor(LC_ALL || LC_MESSAGES || LANG || '')
}
