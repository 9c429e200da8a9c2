import type { Bridge, Output } from '../../../shared/api/contract/contract.ts'

export type ListWithKeeper = {
  readonly connections: Output<'connections.list'>
  readonly keeper: Output<'keeper.status'>
}

/**
 * True where the connections are unknown: the vault has not been opened and there is no index, as on a first start. An
 * encrypted file that is still to be made has none, which is known.
 */
export function isListUnknown({ connections, keeper: { vault } }: ListWithKeeper): boolean {
  return connections.length === 0 && vault.connections === null && vault.kind !== 'none' && vault.why !== 'file_new'
}

export async function readListWithKeeper(bridge: Bridge): Promise<ListWithKeeper> {
  return { connections: await bridge.call('connections.list', {}), keeper: await bridge.call('keeper.status', {}) }
}
