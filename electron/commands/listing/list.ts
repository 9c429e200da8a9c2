import type { Command } from 'commander'
import { STATES } from '../../../shared/connections/states.ts'
import { SYSTEMS } from '../../../shared/systems/registry.ts'
import { faultSentence, filled } from '../../../shared/text/sentence.ts'
import { choiceOption, choicesOption, newCommand, wordsOption } from '../command.ts'
import { type CommandContext, withBridge } from '../context.ts'
import { raiseUsage } from '../input/usage-fault.ts'
import { connectionTable } from '../output/connection-table.ts'
import { ExitCode } from '../output/exit-code.ts'
import { printJson } from '../output/json-output.ts'
import { noVaultText } from '../vault/no-vault-text.ts'
import { statusText } from '../vault/status-text.ts'
import { CHECK_EXIT, checkReport, checkText } from './check.ts'
import { filteredViews, type ListFilter, SORTS } from './list-filter.ts'
import { isListUnknown, readListWithKeeper } from './listed.ts'
import { prometheusText } from './prometheus-text.ts'
import { watchList } from './watch-list.ts'

type Form = 'json' | 'check' | 'prometheus' | 'watch'
type Options = ListFilter & { readonly [form in Form]?: boolean }

/** Options that exclude each other. `--watch --json` is allowed: a line for each change. */
const CONFLICTING_FORMS: readonly (readonly [Form, Form])[] = [
  ['json', 'check'],
  ['json', 'prometheus'],
  ['check', 'prometheus'],
  ['check', 'watch'],
  ['prometheus', 'watch'],
]

export function listCommand(context: CommandContext): Command {
  const { options } = context.texts
  const systems = SYSTEMS.map(({ id }) => id)
  return newCommand(context, 'list')
    .addOption(choicesOption('--state <states>', options.state, STATES))
    .addOption(choicesOption('--system <systems>', options.ofSystem, systems))
    .addOption(wordsOption('--tag <tags>', options.tag))
    .addOption(choiceOption('--sort <order>', options.sort, SORTS))
    .option('--watch', options.watch)
    .option('--check', options.check)
    .option('--prometheus', options.prometheus)
    .option('--json', options.json)
    .action(async (given: Options) => {
      const conflict = CONFLICTING_FORMS.find(([one, other]) => given[one] && given[other])
      if (conflict !== undefined) raiseUsage('not_together', { word: `--${conflict[0]}`, other: `--${conflict[1]}` })
      if (given.watch) return withBridge(context, (bridge) => watchList(context, bridge, given, given.json === true))
      await printList(context, given)
    })
}

async function printList(context: CommandContext, options: Options): Promise<void> {
  const { terminal, texts } = context
  const listed = await withBridge(context, readListWithKeeper)
  const { connections: all, keeper } = listed
  const connections = filteredViews(options, all)
  const isUnknown = isListUnknown(listed)
  const locked = keeper.vault.lastKnown ?? (isUnknown ? { connections: null, at: null } : null)
  if (options.check) {
    const report = checkReport(texts, connections, { locked: locked !== null, now: terminal.now() })
    terminal.out(checkText(report))
    throw new ExitCode(CHECK_EXIT[report.status])
  }
  if (options.prometheus) return terminal.raw(prometheusText(texts, connections, keeper))
  if (options.json) return printJson(context, locked === null ? { connections } : { locked, connections })
  if (connections.length === 0 && all.length > 0)
    return terminal.out(`${filled(texts.words.noneChosen, { count: all.length })}\n`)
  if (isUnknown) return terminal.out(`${statusText(context, keeper.vault)}${texts.words.unseen}\n`)
  terminal.out(connectionTable(texts, connections, terminal, keeper.vault.lastKnown))
  const { trouble } = keeper.vault
  // The table has already said why a vault is shut.
  if (trouble !== undefined && locked === null) terminal.out(`${faultSentence(texts, trouble)}\n`)
  if (keeper.vault.kind === 'none') terminal.out(`${noVaultText(texts, keeper.vault)}\n`)
  // A command that runs alone keeps tokens fresh only while it runs, which a newcomer cannot guess.
  const alone = keeper.pid === process.pid && connections.length > 0
  if (alone && terminal.interactive) terminal.out(`${texts.words.nobodyWatches}\n`)
}
