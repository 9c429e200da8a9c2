import { raise } from '../../../shared/fault.ts'
import type { Secret } from '../../../shared/secret.ts'
import type { CommandContext } from '../context.ts'

/** The passphrase in use: from the variables or their file, else asked for, else a line of standard input. Null when none came. */
export async function currentPassphrase(context: CommandContext): Promise<Secret | null> {
  return (await context.givenPassphrase()) ?? (await context.terminal.askSecret(context.texts.words.askPassphrase))
}

/** How often a person may mistype before it is better to start again. */
const MAX_ATTEMPTS = 3

/** A new passphrase: a person types it twice, since nobody can see it; a pipe gives it once. Raises passphrase_needed. */
export async function newPassphrase(
  { terminal, texts }: CommandContext,
  prompt: string = texts.words.askNewPassphrase,
): Promise<Secret> {
  const { words } = texts
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const first = await terminal.askSecret(prompt)
    if (first === null) break
    if (!terminal.canAsk) return first
    const again = await terminal.askSecret(words.askAgain)
    if (again === null) break
    if (first.equals(again)) return first
    terminal.err(`${words.passphrasesDiffer}\n`)
  }
  raise('passphrase_needed', { why: 'new' })
}
