import { useCallback, useEffect, useState } from 'react'
import type { Output } from '../../shared/api/contract/contract.ts'
import type { Fault, Reply } from '../../shared/fault.ts'
import { useIsLeft } from '../leaving/use-is-left.ts'
import { showDone } from '../notices/show-done.ts'
import { showTrouble } from '../notices/show-trouble.ts'
import { isUnanswered, keeperBack } from '../state/keeper-back.ts'
import { usePage } from '../state/page-context.ts'

/** What was done last, and the connection that came of it. */
export type Done = { readonly say: string; readonly connection?: string }

/** The server's tokens as they were when it was last asked; null until then. Who has left the screen is told in the corner what came of it. */
export function useAccessTokens(name: string) {
  const page = usePage()
  const { host } = page
  const [list, setList] = useState<Output<'crafter.list'> | null>(null)
  const [fault, setFault] = useState<Fault | null>(null)
  const [busy, setBusy] = useState(true)
  const [done, setDone] = useState<Done | null>(null)

  const look = useCallback(async (): Promise<void> => {
    setBusy(true)
    const reply = await host.call('crafter.list', { name })
    setBusy(false)
    setFault(reply.ok ? null : reply.fault)
    if (reply.ok) setList(reply.value)
  }, [host, name])

  const isLeft = useIsLeft()

  useEffect(() => {
    void look()
  }, [look])

  /**
   * Does something at the server, says what came of it, and looks again, also after a failure: it may be half done. `meanwhile`
   * is what a person should know until then.
   */
  async function run<Value>(
    call: () => Promise<Reply<Value>>,
    say: (value: Value) => Done,
    meanwhile: Done | null = null,
  ): Promise<void> {
    setBusy(true)
    setDone(meanwhile)
    const reply = await call()
    if (!reply.ok) return fail(reply.fault)
    if (isLeft.current) return showDone(page, say(reply.value).say)
    await look()
    setDone(say(reply.value))
  }

  async function fail(trouble: Fault): Promise<void> {
    if (isLeft.current) return showTrouble(page, trouble, { name })
    setDone(null)
    if (isUnanswered(trouble)) await keeperBack(page.store)
    await look()
    setFault(trouble)
  }

  /** A dialog has done it. */
  async function tell(what: Done): Promise<void> {
    if (isLeft.current) return showDone(page, what.say)
    setDone(what)
    await look()
  }

  return { list, fault, busy, done, look, run, tell, fail }
}

export type AccessTokens = ReturnType<typeof useAccessTokens>
