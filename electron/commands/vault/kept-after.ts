import { raise } from '../../../shared/fault.ts'
import { type CommandContext, type OpenBridge, withBridge } from '../context.ts'

/**
 * Before anybody types or reads what is to be kept: raises memory_needs_keeper where it would be forgotten with this
 * command. The keeper refuses it as well; this saves the typing, so it is asked only where that can be.
 */
export async function assertKeptAfter(context: CommandContext): Promise<void> {
  const { canAsk, env } = context.terminal
  if (canAsk || env['EVERBEARER_VAULT'] === 'memory') await withBridge(context, assertKept)
}

async function assertKept(bridge: OpenBridge): Promise<void> {
  if ((await bridge.call('vault.status', {})).kind !== 'memory') return
  const { pid } = await bridge.call('keeper.status', {})
  if (pid === process.pid) raise('memory_needs_keeper', { why: 'adding' })
}
