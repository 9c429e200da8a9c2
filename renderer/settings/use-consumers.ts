import { useState } from 'react'
import type { Output } from '../../shared/api/contract/contract.ts'
import { usePageState } from '../state/page-context.ts'
import { useCallOnChange } from '../state/use-call-on-change.ts'

/**
 * Programs with a key; read again whenever one comes or goes, and when the line has come back. Null where nobody has one and there is
 * no port for them; but one that goes while somebody looks leaves what says so.
 */
export function useConsumers(): Output<'consumers.list'> | null {
  const changes = usePageState((state) => state.consumerChanges)
  const [listed, setListed] = useState<Output<'consumers.list'> | null>(null)
  useCallOnChange(
    'consumers.list',
    {},
    (reply) => {
      if (reply.ok) setListed((before) => (before === null && isNothing(reply.value) ? null : reply.value))
    },
    changes,
  )
  return listed
}

function isNothing(listed: Output<'consumers.list'>): boolean {
  return listed.consumers.length === 0 && isClosed(listed)
}

export function isClosed({ port, address }: Output<'consumers.list'>): boolean {
  return port === 0 && address === ''
}
