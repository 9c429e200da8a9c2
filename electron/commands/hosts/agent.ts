import type { Command } from 'commander'
import { newCommand } from '../command.ts'
import type { CommandContext } from '../context.ts'
import { raiseUsage } from '../input/usage-fault.ts'
import { ExitCode } from '../output/exit-code.ts'
import type { ServiceAction } from '../service/agent-service.ts'

const ACTIONS: readonly ServiceAction[] = ['install', 'uninstall', 'status']
type Options = { readonly [action in ServiceAction]?: boolean } & {
  readonly systemUnit?: boolean
  readonly json?: boolean
}

export function agentCommand(context: CommandContext): Command {
  const { options } = context.texts
  return newCommand(context, 'agent')
    .option('--install', options.install)
    .option('--uninstall', options.uninstall)
    .option('--status', options.status)
    .option('--system-unit', options.systemUnit)
    .option('--json', options.serviceJson)
    .action(async (asked: Options) => {
      if (asked.systemUnit === true) return await printSystemUnit(context)
      const [action, other] = ACTIONS.filter((each) => asked[each])
      if (other !== undefined) raiseUsage('not_together', { word: `--${action}`, other: `--${other}` })
      if (action === undefined && asked.json) raiseUsage('missing_option', { command: 'agent', word: '--status' })
      if (action === undefined) throw new ExitCode(await context.agent())
      const { agentService } = await import('../service/agent-service.ts')
      await agentService(context, action, asked.json === true)
    })
}

/** For whoever looks after a site's server; nothing is installed, since only root may. */
async function printSystemUnit(context: CommandContext): Promise<void> {
  const { siteKeeperUnit } = await import('../service/site-keeper-unit.ts')
  context.terminal.out(siteKeeperUnit(await context.workstation()))
}
