/**
 * The real keeper over ports in memory, with handlers that the test may replace: for whatever lies in front of a keeper.
 *
 *   const { keeper, ports, tell } = keeperStandIn({ 'settings.get': () => never })
 */
import { createKeeper, type Keeper } from '../../electron/core/keeper.ts'
import type { HostFacts, Ownership } from '../../electron/core/ports.ts'
import type { Handlers, Notice } from '../../shared/api/contract/contract.ts'
import { type MemoryPorts, memoryPorts } from './memory-ports.ts'

export type KeeperStandIn = {
  readonly keeper: Keeper
  readonly ports: Omit<MemoryPorts, 'ownership' | 'host'>
  /** Sends a notice as if the keeper had it. */
  tell(notice: Notice): void
  /** `start` and `stop`, as they were called. */
  readonly calls: string[]
}

type Given = { readonly ownership?: Ownership; readonly host?: HostFacts }

export function keeperStandIn(replaced: Partial<Handlers> = {}, given: Given = {}): KeeperStandIn {
  const ports = { ...memoryPorts(), ...given }
  const keeper = createKeeper(ports)
  const listeners = new Set<(notice: Notice) => void>()
  const calls: string[] = []
  return {
    ports,
    calls,
    tell: (notice) => {
      for (const listener of [...listeners]) listener(notice)
    },
    keeper: {
      consumers: keeper.consumers,
      handlers: { ...keeper.handlers, ...replaced },
      start: () => {
        calls.push('start')
        return keeper.start()
      },
      stop: () => {
        calls.push('stop')
        return keeper.stop()
      },
      subscribe: (listener) => {
        listeners.add(listener)
        const cancel = keeper.subscribe(listener)
        return () => {
          listeners.delete(listener)
          cancel()
        }
      },
    },
  }
}
