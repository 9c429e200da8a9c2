import { useEffect } from 'react'
import type { Input, Output } from '../../shared/api/contract/contract.ts'
import type { CallName } from '../../shared/api/contract/names.ts'
import type { Reply } from '../../shared/fault.ts'
import { usePage, usePageState } from './page-context.ts'

/**
 * Calls on mount, when the line comes back, and when one of `reasons` (a fixed number) changes. `onReply` does not get a reply
 * that a newer call has overtaken, or that comes after unmounting.
 */
export function useCallOnChange<Name extends CallName>(
  name: Name,
  input: Input<Name>,
  onReply: (reply: Reply<Output<Name>>) => void,
  ...reasons: readonly unknown[]
): void {
  const { host } = usePage()
  const isLive = usePageState((state) => state.line === 'live')
  // biome-ignore lint/correctness/useExhaustiveDependencies: these are the reasons to read again, and nothing else
  useEffect(() => {
    if (!isLive) return
    let isCancelled = false
    void host.call(name, input).then((reply) => {
      if (!isCancelled) onReply(reply)
    })
    return () => {
      isCancelled = true
    }
  }, [host, isLive, ...reasons])
}
