import type { Command } from 'commander'
import type { Input } from '../../shared/contract.ts'
import { NAME_PATTERN } from '../../shared/domain/connection.ts'
import { FaultError, raise } from '../../shared/fault.ts'
import { filled } from '../../shared/text/sentence.ts'
import { visibleJson } from '../../shared/text/visible-text.ts'
import { newCommand } from './command.ts'
import { type CommandContext, withBridge } from './context.ts'
import { newPassphrase } from './passphrase-input.ts'
import { usageFault } from './usage-fault.ts'

type Options = { readonly sealed?: boolean; readonly recipient?: string; readonly move?: boolean }

/** The file goes to standard output, everything else to standard error. */
export function exportCommand(context: CommandContext): Command {
  const { terminal, texts } = context
  const { options, words } = texts
  return newCommand(context, 'export')
    .argument('[names...]', options.exportNames)
    .option('--sealed', options.sealed)
    .option('--recipient <key>', options.recipient)
    .option('--move', options.move)
    .action(async (given: string[], { sealed = false, recipient, move = false }: Options) => {
      if (given.some((name) => !NAME_PATTERN.test(name))) raise('name_unfit')
      const names = given.length === 0 ? {} : { names: given }
      if (sealed || recipient !== undefined) return sealOut(context, names, recipient, move)
      if (move) throw new FaultError(usageFault('missing_option', { word: '--sealed', command: 'export' }))
      const { text } = await withBridge(context, (bridge) => bridge.call('moving.export', names))
      terminal.out(visibleJson(text))
      terminal.err(`everbearer: ${words.exportPlain}\n`)
    })
}

async function sealOut(
  context: CommandContext,
  names: Pick<Input<'moving.seal'>, 'names'>,
  recipient: string | undefined,
  move: boolean,
): Promise<void> {
  const { terminal, texts } = context
  const { words } = texts
  const to = recipient === undefined ? await passphraseTo(context) : { recipient }
  const sealed = await withBridge(context, (bridge) => bridge.call('moving.seal', { ...names, to, move }))
  terminal.out(sealed.text)
  const values = { names: sealed.names.join(', '), count: sealed.refreshTokensLeftOut }
  const tell = (word: string): void => terminal.err(`everbearer: ${filled(word, values)}\n`)
  tell(words.exportSealed)
  if (sealed.refreshTokensLeftOut > 0) tell(words.exportLeftOut)
  if (move) tell(words.exportMoved)
}

async function passphraseTo(context: CommandContext): Promise<{ passphrase: string }> {
  return { passphrase: (await newPassphrase(context, context.texts.words.askNewSealed)).reveal() }
}
