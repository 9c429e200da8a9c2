import { useCallback, useEffect, useState } from 'react'
import type { Output } from '../../shared/api/contract/contract.ts'
import type { Fault, Reply } from '../../shared/fault.ts'
import { useIsLeft } from '../leaving/use-is-left.ts'
import { showDone } from '../notices/show-done.ts'
import { showTrouble } from '../notices/show-trouble.ts'
import { isUnanswered, keeperBack } from '../state/keeper-back.ts'
import { usePage } from '../state/page-context.ts'

/** The result of the last action, and the connection that it made. */
export type Done = { readonly say: string; readonly connection?: string }

/** The server's tokens as last read; null before. After the screen is left, results are shown in the corner. */
export function useAccessTokens(name: string) {
  const page = usePage()
  const { host } = page
  const [list, setList] = useState<Output<'crafter.list'> | null>(null)
  const [fault, setFault] = useState<Fault | null>(null)
  const [busy, setBusy] = useState(true)
  const [done, setDone] = useState<Done | null>(null)

  const reload = useCallback(async (): Promise<void> => {
    setBusy(true)
    const reply = await host.call('crafter.list', { name })
    setBusy(false)
    setFault(reply.ok ? null : reply.fault)
    if (reply.ok) setList(reply.value)
  }, [host, name])

  const isLeft = useIsLeft()

  useEffect(() => {
    void reload()
  }, [reload])

  /** Runs an action, shows its result and reloads, also after a failure, which may be half done. `meanwhile` is shown until then. */
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
    await reload()
    setDone(say(reply.value))
  }

  async function fail(trouble: Fault): Promise<void> {
    if (isLeft.current) return showTrouble(page, trouble, { name })
    setDone(null)
    if (isUnanswered(trouble)) await keeperBack(page.store)
    await reload()
    setFault(trouble)
  }

  /** Reports an action that a dialog has done. */
  async function reportDone(what: Done): Promise<void> {
    if (isLeft.current) return showDone(page, what.say)
    setDone(what)
    await reload()
  }

  return { list, fault, busy, done, reload, run, reportDone, fail }
}

export type AccessTokens = ReturnType<typeof useAccessTokens>
