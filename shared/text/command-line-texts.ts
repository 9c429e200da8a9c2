import type { CommandText } from './command-text.ts'
import { commands, options } from './en/commands.ts'
import { en } from './en.ts'
import { inLanguage, type Texts } from './texts.ts'

/** With the help of the command line; apart from `Texts`, so that the page does not carry it along. */
export type CommandLineTexts = Texts & {
  readonly commands: Readonly<Record<keyof typeof commands, CommandText>>
  readonly options: Readonly<Record<keyof typeof options, string>>
}

export const english: CommandLineTexts = { ...en, commands, options }
export function commandLineTextsFor(wanted: string): CommandLineTexts {
  return inLanguage(wanted, [english])
}
