import type { Command } from 'commander'
import type { Output } from '../../../shared/api/contract/contract.ts'
import { FaultError, raise } from '../../../shared/fault.ts'
import { filled } from '../../../shared/text/sentence.ts'
import { newCommand } from '../command.ts'
import { type CommandContext, withBridge } from '../context.ts'
import { warningLine } from '../output/fault-line.ts'
import { onlyName, resolveNames } from '../several/names.ts'
import { forSeveral } from '../several/several.ts'

/** There is no `--all`: who means that writes '*', and is told what goes first. */
export function removeCommand(context: CommandContext): Command {
  const { terminal, texts } = context
  return newCommand(context, 'remove')
    .argument('[name...]', texts.options.names)
    .option('--yes', texts.options.yes)
    .action(async (names: string[], { yes = false }: { yes?: boolean }) => {
      const only = onlyName('remove', { names, all: false })
      if (only === null) return await removeSeveral(context, names, yes)
      if (!yes) raise('confirm_removal', { name: only })
      const gone = await withBridge(context, (bridge) => bridge.call('connections.remove', { name: only }))
      terminal.out(removedLine(context, gone, only))
    })
}

function removedLine({ terminal, texts }: CommandContext, gone: Output<'connections.remove'>, name: string): string {
  if (gone.warning !== null) terminal.err(warningLine(texts, gone.warning))
  const { removed, removedCutOff, removedUndo } = texts.words
  const sentences = [
    removed,
    ...(gone.cutOff ? [removedCutOff] : []),
    ...(gone.undoUntil === null ? [] : [removedUndo]),
  ]
  return `${sentences.map((sentence) => filled(sentence, { name })).join(' ')}\n`
}

/** A pattern may fit more than somebody thinks: they are named before any goes (docs/decisions.md 21). */
async function removeSeveral(context: CommandContext, names: readonly string[], yes: boolean): Promise<void> {
  const selection = { names, all: false }
  if (!yes) {
    const resolved = await withBridge(context, (bridge) => resolveNames(bridge, selection))
    throw new FaultError({
      code: 'confirm_removal',
      params: { why: 'several', count: resolved.length, names: resolved.join(', ') },
    })
  }
  await forSeveral(context, selection, false, {
    run: (bridge, name) => bridge.call('connections.remove', { name }),
    say: (gone, name) => removedLine(context, gone, name),
    json: () => ({}),
  })
}
