import { useState } from 'react'
import type { Output } from '../../shared/api/contract/contract.ts'
import { useCall } from '../leaving/use-call.ts'
import { usePage, usePageState } from '../state/page-context.ts'
import { useReading } from '../state/use-reading.ts'

/** Programs with a key; read again whenever one comes or goes, and when the line has come back. */
export function useConsumers() {
  const { host } = usePage()
  const changes = usePageState((state) => state.consumerChanges)
  const [listed, setListed] = useState<Output<'consumers.list'> | null>(null)
  const { fault, run } = useCall()
  useReading('consumers.list', {}, (reply) => reply.ok && setListed(reply.value), changes)

  async function revoke(name: string): Promise<void> {
    await run(() => host.call('consumers.revoke', { name }))
  }

  return { listed, fault, revoke }
}
