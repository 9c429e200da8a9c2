import { useEffect, useState } from 'react'
import type { Output } from '../../shared/api/contract/contract.ts'
import type { Fault } from '../../shared/fault.ts'
import { usePage, usePageState } from '../state/page-context.ts'
import { useMinute } from '../time/use-now.ts'

export type Fleet = Output<'fleet.list'>
export type Member = Fleet['members'][number]

/**
 * Who shares this vault: read again with each change of the vault or of its members that is told here, and once a minute, since
 * nobody tells here when another workstation was last there. What was read last stays while the store is away.
 */
export function useFleet(): { readonly fleet: Fleet | null; readonly fault: Fault | null; readonly again: () => void } {
  const { host } = usePage()
  const isLive = usePageState((state) => state.line === 'live')
  const vault = usePageState((state) => state.vault)
  const changedAt = usePageState(({ entries }) => entries?.findLast(({ event }) => event.startsWith('member_'))?.at)
  const minute = useMinute()
  const [asked, ask] = useState(0)
  const [fleet, setFleet] = useState<Fleet | null>(null)
  const [fault, setFault] = useState<Fault | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: each of them is a reason to read again, and nothing else
  useEffect(() => {
    let over = false
    if (isLive)
      void host.call('fleet.list', {}).then((reply) => {
        if (over) return
        setFault(reply.ok ? null : reply.fault)
        if (reply.ok) setFleet(reply.value)
      })
    return () => {
      over = true
    }
  }, [host, isLive, vault, changedAt, minute, asked])
  return { fleet, fault, again: () => ask((count) => count + 1) }
}
