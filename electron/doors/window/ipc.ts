import { z } from 'zod'
import type { Bridge } from '../../../shared/api/contract/contract.ts'
import { type HostCallName, isHostCallName } from '../../../shared/api/contract/names.ts'
import { fault, type Reply, replyOf } from '../../../shared/fault.ts'
import { admit, answer } from '../gate.ts'

/** Calls that the desktop answers itself; each raises faults. */
export type HostCalls = { readonly [Name in HostCallName]: (input: unknown) => Promise<unknown> }

type IpcDoorParts = {
  readonly bridge: Bridge
  readonly host: HostCalls
}

const messageSchema = z.strictObject({ name: z.string().max(100), input: z.unknown() })

/**
 * The window's door. The sender was checked before (electron/desktop/window/trusted-senders.ts); here the call is checked, as
 * at every door. Never throws: Electron would pass on only an error's message, and faults are values (docs/decisions.md 14).
 */
export function createIpcDoor({ bridge, host }: IpcDoorParts): (message: unknown) => Promise<Reply<unknown>> {
  return async (message) => {
    const read = messageSchema.safeParse(message)
    if (!read.success) return { ok: false, fault: fault('bad_shape') }
    const { name, input } = read.data
    if (isHostCallName(name)) return await replyOf(() => host[name](input))
    const admitted = admit('window', name, input)
    return 'fault' in admitted ? { ok: false, fault: admitted.fault } : await answer(admitted, bridge)
  }
}
