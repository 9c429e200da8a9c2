import { useEffect, useRef, useState } from 'react'
import type { Fault, Reply } from '../../shared/fault.ts'
import { showDone } from '../notices/show-done.ts'
import { showTrouble } from '../notices/show-trouble.ts'
import { usePage } from '../state/page-context.ts'

type Where = {
  /** Of a dialog that stays while it is shut. */
  readonly opened?: boolean
  /** Where nothing shows its fault, the corner does. */
  readonly corner?: boolean
}

type About<Value> = {
  /** The connection that a fault is about. */
  readonly name?: string
  /** What is said in the corner once it is done. */
  readonly done?: string
  /** What follows from it where nobody has left: the dialog is shut. */
  readonly here?: (value: Value) => void
  /** And where somebody has. */
  readonly left?: (value: Value) => void
}

/**
 * A call of a dialog or a screen: busy while it runs, its fault kept to be shown there. Who has left meanwhile is told in the corner,
 * and does not find it in the next one; whatever stands there by then stays as it is.
 */
export function useCall({ opened = true, corner = false }: Where = {}) {
  const page = usePage()
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<Fault | null>(null)
  const visit = useRef(0)

  useEffect(() => {
    if (!opened) return undefined
    return () => {
      visit.current += 1
      setFault(null)
    }
  }, [opened])

  /** The value, or null where something went wrong, of which a person is told then. */
  async function run<Value>(call: () => Promise<Reply<Value>>, about: About<Value> = {}): Promise<Value | null> {
    const { name, done, here, left } = about
    const begun = visit.current
    setBusy(true)
    const reply = await call()
    setBusy(false)
    const isHere = begun === visit.current
    if (isHere && !corner) setFault(reply.ok ? null : reply.fault)
    if (!reply.ok) {
      if (!isHere || corner) showTrouble(page, reply.fault, name === undefined ? {} : { name })
      return null
    }
    if (isHere) here?.(reply.value)
    else left?.(reply.value)
    if (done !== undefined && !isGivenUp(reply.value)) showDone(page, done)
    return reply.value
  }

  /** What is asked by then is something else. */
  function forget(): void {
    visit.current += 1
    setFault(null)
  }

  return { busy, fault, run, forget, refuse: setFault }
}

/** A file that the person did not want after all: nothing was done, and nothing is wrong. */
function isGivenUp(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'saved' in value && value.saved === false
}
