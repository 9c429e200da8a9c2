import { textsFor } from '../../../../shared/text/language.ts'
import type { Texts } from '../../../../shared/text/texts.ts'

/** The texts in the language that the environment of this process asks for (POSIX: the first of these that is set). */
export function spokenTexts(env: NodeJS.ProcessEnv = process.env): Texts {
  return textsFor(env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || '')
}
