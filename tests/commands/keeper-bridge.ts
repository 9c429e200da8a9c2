import type { OpenBridge } from '../../electron/commands/context.ts'
import { createKeeper } from '../../electron/core/keeper.ts'
import type { Input, Output } from '../../shared/api/contract/contract.ts'
import type { CallName } from '../../shared/api/contract/names.ts'
import { memoryPorts } from '../kit/memory-ports.ts'

/** A command's way to a real keeper over ports in memory. */
export async function bridgeToKeeper(): Promise<OpenBridge> {
  const keeper = createKeeper(memoryPorts())
  await keeper.start()
  const call = async <Name extends CallName>(name: Name, input: Input<Name>): Promise<Output<Name>> =>
    (keeper.handlers[name] as (input: Input<Name>) => Promise<Output<Name>>)(input)
  return { call, subscribe: keeper.subscribe, watchKeeper: () => () => undefined, close: async () => undefined }
}
