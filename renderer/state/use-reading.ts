import { useEffect } from 'react'
import type { Input, Output } from '../../shared/api/contract/contract.ts'
import type { CallName } from '../../shared/api/contract/names.ts'
import type { Reply } from '../../shared/fault.ts'
import { usePage, usePageState } from './page-context.ts'

/**
 * Makes this call at first, whenever the line has come back, and whenever one of `reasons` (always as many) is another. `heard` is
 * not told of an answer that another one follows, or that comes when nobody is there any more.
 */
export function useReading<Name extends CallName>(
  name: Name,
  input: Input<Name>,
  heard: (reply: Reply<Output<Name>>) => void,
  ...reasons: readonly unknown[]
): void {
  const { host } = usePage()
  const isLive = usePageState((state) => state.line === 'live')
  // biome-ignore lint/correctness/useExhaustiveDependencies: these are the reasons to read again, and nothing else
  useEffect(() => {
    if (!isLive) return
    let over = false
    void host.call(name, input).then((reply) => {
      if (!over) heard(reply)
    })
    return () => {
      over = true
    }
  }, [host, isLive, ...reasons])
}
