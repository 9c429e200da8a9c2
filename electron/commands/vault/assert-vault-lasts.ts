import { raise } from '../../../shared/fault.ts'
import { type CommandContext, type OpenBridge, withBridge } from '../context.ts'

/**
 * Raises memory_needs_keeper, before anything is typed, where what is saved would be lost as this command ends. The
 * keeper refuses it as well; this saves the typing, so it is checked only where somebody may type.
 */
export async function assertVaultLasts(context: CommandContext): Promise<void> {
  const { canAsk, env } = context.terminal
  if (canAsk || env['EVERBEARER_VAULT'] === 'memory') await withBridge(context, assertNotOwnMemory)
}

async function assertNotOwnMemory(bridge: OpenBridge): Promise<void> {
  if ((await bridge.call('vault.status', {})).kind !== 'memory') return
  const { pid } = await bridge.call('keeper.status', {})
  if (pid === process.pid) raise('memory_needs_keeper', { why: 'adding' })
}
