import { useState } from 'react'
import type { Output } from '../../shared/api/contract/contract.ts'
import type { Fault, Reply } from '../../shared/fault.ts'
import { usePageState } from '../state/page-context.ts'
import { useCallOnChange } from '../state/use-call-on-change.ts'
import { useMinute } from '../time/use-now.ts'

export type Fleet = Output<'fleet.list'>
export type Member = Fleet['members'][number]

/**
 * Who shares this vault: read again on each change of the vault or its members, and once a minute, since no notice says when another
 * workstation was last seen. The last result stays while the shared store is unreachable.
 */
export function useFleet(): {
  readonly fleet: Fleet | null
  readonly fault: Fault | null
  readonly reload: () => void
} {
  const vault = usePageState((state) => state.vault)
  const lastMemberEvent = usePageState(({ entries }) => entries?.findLast(({ event }) => event.startsWith('member_')))
  const minute = useMinute()
  const [timesAsked, setTimesAsked] = useState(0)
  const [fleet, setFleet] = useState<Fleet | null>(null)
  const [fault, setFault] = useState<Fault | null>(null)
  const onReply = (reply: Reply<Fleet>): void => {
    setFault(reply.ok ? null : reply.fault)
    if (reply.ok) setFleet(reply.value)
  }
  useCallOnChange('fleet.list', {}, onReply, vault, lastMemberEvent, minute, timesAsked)
  return { fleet, fault, reload: () => setTimesAsked((count) => count + 1) }
}
