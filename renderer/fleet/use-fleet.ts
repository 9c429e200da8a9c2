import { useState } from 'react'
import type { Output } from '../../shared/api/contract/contract.ts'
import type { Fault, Reply } from '../../shared/fault.ts'
import { usePageState } from '../state/page-context.ts'
import { useCallOnChange } from '../state/use-call-on-change.ts'
import { useMinute } from '../time/use-now.ts'

export type Fleet = Output<'fleet.list'>
export type Member = Fleet['members'][number]

/**
 * Who shares this vault: read again with each change of the vault or of its members that is told here, and once a minute, since
 * nobody tells here when another workstation was last there. What was read last stays while the store is away.
 */
export function useFleet(): { readonly fleet: Fleet | null; readonly fault: Fault | null; readonly again: () => void } {
  const vault = usePageState((state) => state.vault)
  const told = usePageState(({ entries }) => entries?.findLast(({ event }) => event.startsWith('member_')))
  const minute = useMinute()
  const [asked, ask] = useState(0)
  const [fleet, setFleet] = useState<Fleet | null>(null)
  const [fault, setFault] = useState<Fault | null>(null)
  const heard = (reply: Reply<Fleet>): void => {
    setFault(reply.ok ? null : reply.fault)
    if (reply.ok) setFleet(reply.value)
  }
  useCallOnChange('fleet.list', {}, heard, vault, told, minute, asked)
  return { fleet, fault, again: () => ask((count) => count + 1) }
}
