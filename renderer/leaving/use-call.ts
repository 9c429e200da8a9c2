import { useEffect, useRef, useState } from 'react'
import { type Fault, fault as newFault, type Reply } from '../../shared/fault.ts'
import { showDone } from '../notices/show-done.ts'
import { showTrouble } from '../notices/show-trouble.ts'
import { isUnanswered, keeperBack } from '../state/keeper-back.ts'
import { type Page, usePage } from '../state/page-context.ts'

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
  /** Where nobody had answered: what it has come to, looked at once somebody can be asked again. Null where it was not done. */
  readonly found?: () => Promise<Reply<Value | null>>
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
    const { name, done, here, left, found } = about
    const begun = visit.current
    setBusy(true)
    let reply = await call()
    if (found !== undefined && !reply.ok && isUnanswered(reply.fault)) {
      if (begun === visit.current && !corner) setFault(reply.fault)
      reply = await foundOut(page, reply.fault, found)
    }
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

/** A keeper that has ended does nothing any more; of one that does not answer it cannot be told. */
async function foundOut<Value>(
  { store }: Pick<Page, 'store'>,
  lost: Fault,
  look: () => Promise<Reply<Value | null>>,
): Promise<Reply<Value>> {
  await keeperBack(store)
  const found = await look()
  if (!found.ok) return { ok: false, fault: lost }
  if (found.value !== null) return { ok: true, value: found.value }
  return { ok: false, fault: lost.code === 'keeper_lost' ? newFault('keeper_lost', { why: 'not_done' }) : lost }
}

/** A file that the person did not want after all: nothing was done, and nothing is wrong. */
function isGivenUp(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'saved' in value && value.saved === false
}
