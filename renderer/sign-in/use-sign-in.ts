import { useEffect, useRef, useState } from 'react'
import type { SignInBegun } from '../../shared/api/contract/contract.ts'
import type { Fault } from '../../shared/fault.ts'
import { useIsLeft } from '../leaving/use-is-left.ts'
import { isUnanswered, keeperBack } from '../state/keeper-back.ts'
import { usePage } from '../state/page-context.ts'

export type SignInState =
  | { readonly stands: 'before' }
  | { readonly stands: 'beginning' }
  | { readonly stands: 'waiting'; readonly begun: SignInBegun }
  | { readonly stands: 'done'; readonly warning: Fault | null }
  | { readonly stands: 'failed'; readonly fault: Fault }

/** One sign-in of this screen; leaving the screen gives it up. */
export function useSignIn(name: string): { readonly state: SignInState; begin(): Promise<void> } {
  const { host, actions, store } = usePage()
  const [state, setState] = useState<SignInState>({ stands: 'before' })
  const pendingId = useRef<string | null>(null)
  const isLeft = useIsLeft()

  async function begin(): Promise<void> {
    setState({ stands: 'beginning' })
    const begun = await host.call('signIn.begin', { name })
    // Nobody would wait for its end, and its listener or its polling would go on.
    if (begun.ok && isLeft.current) return void host.call('signIn.cancel', { id: begun.value.id })
    if (!begun.ok) return setState({ stands: 'failed', fault: begun.fault })
    const { id } = begun.value
    pendingId.current = id
    setState({ stands: 'waiting', begun: begun.value })
    while (pendingId.current === id) {
      const waited = await host.call('signIn.wait', { id })
      // Left, or begun anew meanwhile.
      if (pendingId.current !== id) return
      if (waited.ok && !waited.value.done) continue
      // It goes on in the keeper, which may only be slow to answer; the page's banner says so.
      if (!waited.ok && isUnanswered(waited.fault)) {
        await keeperBack(store)
        continue
      }
      pendingId.current = null
      if (!waited.ok) return setState({ stands: 'failed', fault: waited.fault })
      if (waited.value.view !== null) actions.applyView(waited.value.view)
      return setState({ stands: 'done', warning: waited.value.warning })
    }
  }

  useEffect(() => {
    return () => {
      const id = pendingId.current
      pendingId.current = null
      if (id !== null) void host.call('signIn.cancel', { id })
    }
  }, [host])

  return { state, begin }
}
