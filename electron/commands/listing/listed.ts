import type { Bridge, Output } from '../../../shared/api/contract/contract.ts'

export type Listed = {
  readonly connections: Output<'connections.list'>
  readonly keeper: Output<'keeper.status'>
}

/**
 * Nobody knows of any, since the vault has not been opened and nothing is remembered of it: an index that was lost, or a
 * first start. An encrypted file that is still to be made holds none.
 */
export function isUnseen({ connections, keeper: { vault } }: Listed): boolean {
  return connections.length === 0 && vault.connections === null && vault.kind !== 'none' && vault.why !== 'file_new'
}

export async function readListed(bridge: Bridge): Promise<Listed> {
  return { connections: await bridge.call('connections.list', {}), keeper: await bridge.call('keeper.status', {}) }
}
