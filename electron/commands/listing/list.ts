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
import { statusText } from '../vault/status-text.ts'
import { unchosenText } from '../vault/unchosen-text.ts'
import { CHECK_EXIT, checkReport, checkText } from './check.ts'
import { type Choice, chosenViews, SORTS } from './choice.ts'
import { isUnseen, readListed } from './listed.ts'
import { prometheusText } from './prometheus-text.ts'
import { watchList } from './watching.ts'

type Form = 'json' | 'check' | 'prometheus' | 'watch'
type Options = Choice & { readonly [form in Form]?: boolean }

/** `--watch --json` is a line for each change; every other two of these contradict each other. */
const APART: readonly (readonly [Form, Form])[] = [
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
    .action(async (asked: Options) => {
      const both = APART.find(([one, other]) => asked[one] && asked[other])
      if (both !== undefined) raiseUsage('not_together', { word: `--${both[0]}`, other: `--${both[1]}` })
      if (asked.watch) return withBridge(context, (bridge) => watchList(context, bridge, asked, asked.json === true))
      await showOnce(context, asked)
    })
}

async function showOnce(context: CommandContext, asked: Options): Promise<void> {
  const { terminal, texts } = context
  const listed = await withBridge(context, readListed)
  const { connections: all, keeper } = listed
  const connections = chosenViews(asked, all)
  const unseen = isUnseen(listed)
  const locked = keeper.vault.lastKnown ?? (unseen ? { connections: null, at: null } : null)
  if (asked.check) {
    const report = checkReport(texts, connections, { locked: locked !== null, now: terminal.now() })
    terminal.out(checkText(report))
    throw new ExitCode(CHECK_EXIT[report.status])
  }
  if (asked.prometheus) return terminal.raw(prometheusText(texts, connections, keeper))
  if (asked.json) return printJson(context, locked === null ? { connections } : { locked, connections })
  if (connections.length === 0 && all.length > 0)
    return terminal.out(`${filled(texts.words.noneChosen, { count: all.length })}\n`)
  if (unseen) return terminal.out(`${statusText(context, keeper.vault)}${texts.words.unseen}\n`)
  terminal.out(connectionTable(texts, connections, terminal, keeper.vault.lastKnown))
  const { trouble } = keeper.vault
  // Of one that is shut the table has said why.
  if (trouble !== undefined && locked === null) terminal.out(`${faultSentence(texts, trouble)}\n`)
  if (keeper.vault.kind === 'none') terminal.out(`${unchosenText(texts, keeper.vault)}\n`)
  // A command that runs alone keeps tokens fresh only while it runs, which a newcomer cannot guess.
  const alone = keeper.pid === process.pid && connections.length > 0
  if (alone && terminal.interactive) terminal.out(`${texts.words.nobodyWatches}\n`)
}
