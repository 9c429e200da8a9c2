import { type CommandLineTexts, commandLineTextsFor } from '../../../../shared/text/command-line-texts.ts'

/** The texts in the language that the environment of this process asks for (POSIX: the first of these that is set). */
export function spokenTexts(): CommandLineTexts {
  const { LC_ALL, LC_MESSAGES, LANG } = process.env
  return commandLineTextsFor(LC_ALL || LC_MESSAGES || LANG || '')
}
