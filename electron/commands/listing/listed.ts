import type { Bridge, Output } from '../../../shared/api/contract/contract.ts'

export type Listed = {
  readonly connections: Output<'connections.list'>
  readonly keeper: Output<'keeper.status'>
}

export async function readListed(bridge: Bridge): Promise<Listed> {
  return { connections: await bridge.call('connections.list', {}), keeper: await bridge.call('keeper.status', {}) }
}
