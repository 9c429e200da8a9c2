import type { CommandText } from './command-text.ts'
import { commands, options } from './en/commands.ts'
import { en } from './en.ts'
import type { Texts } from './texts.ts'

/** With the help of the command line; apart from `Texts`, so that the page does not carry it along. */
export type CommandLineTexts = Texts & {
  readonly commands: Readonly<Record<keyof typeof commands, CommandText>>
  readonly options: Readonly<Record<keyof typeof options, string>>
}

export const english: CommandLineTexts = { ...en, commands, options }
const LANGUAGES: readonly CommandLineTexts[] = [english]

/** `wanted` as systems write it: `de-AT`, `pt_BR.UTF-8`, empty. English is what remains when none fits. */
export function commandLineTextsFor(wanted: string): CommandLineTexts {
  const language = wanted.toLowerCase().split(/[-_.@]/)[0]
  return LANGUAGES.find((texts) => texts.language === language) ?? english
}
