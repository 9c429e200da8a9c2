import type { Command } from 'commander'
import { filled } from '../../../shared/text/sentence.ts'
import type { Texts } from '../../../shared/text/texts.ts'
import type { NoDesktop } from '../../adapters/node/processes/desktop-program.ts'
import { newCommand } from '../command.ts'
import type { CommandContext } from '../context.ts'
import { ExitCode } from '../output/exit-code.ts'

const WHY = {
  screen: 'noWindowScreen',
  root: 'noWindowRoot',
  unbuilt: 'noWindowUnbuilt',
  runtime: 'noWindowRuntime',
  failed: 'noWindowFailed',
} as const satisfies Record<NoDesktop, keyof Texts['words']>

/** Opens the window; where there is none, says why in a sentence and opens the page (docs/decisions.md 18). */
export function openCommand(context: CommandContext): Command {
  const { terminal, texts } = context
  return newCommand(context, 'open').action(async () => {
    const desktop = await context.desktop()
    if (typeof desktop === 'number') throw new ExitCode(desktop)
    terminal.err(`${filled(texts.words.noWindow, { why: texts.words[WHY[desktop]] })}\n`)
    throw new ExitCode(await context.browserHost({ port: 0, open: true }))
  })
}
