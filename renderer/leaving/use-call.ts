import { useEffect, useRef, useState } from 'react'
import { type Fault, fault as newFault, type Reply } from '../../shared/fault.ts'
import { showDone } from '../notices/show-done.ts'
import { showTrouble } from '../notices/show-trouble.ts'
import { isUnanswered, keeperBack } from '../state/keeper-back.ts'
import { type Page, usePage } from '../state/page-context.ts'

type CallOptions = {
  /** False while a dialog that stays mounted is closed. */
  readonly opened?: boolean
  /** Shows the fault in the corner, for callers that have no place for it. */
  readonly inCorner?: boolean
}

type RunOptions<Value> = {
  /** The connection that a fault shown in the corner is about. */
  readonly name?: string
  /** Shown in the corner on success. */
  readonly doneMessage?: string
  /** On success, while the caller is still open: closes the dialog. */
  readonly ifOpen?: (value: Value) => void
  /** On success, after the caller was left. */
  readonly ifLeft?: (value: Value) => void
  /** After a lost answer: finds out what came of the call once the keeper is back. A null value: it was not done. */
  readonly recheck?: () => Promise<Reply<Value | null>>
}

/**
 * A call of a dialog or a screen, with its busy state and its fault. Whoever has left meanwhile gets the result in the corner; what
 * is open by then is not changed by it.
 */
export function useCall({ opened = true, inCorner = false }: CallOptions = {}) {
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

  /** The value, or null after a fault, which has been shown by then. */
  async function run<Value>(call: () => Promise<Reply<Value>>, about: RunOptions<Value> = {}): Promise<Value | null> {
    const { name, doneMessage, ifOpen, ifLeft, recheck } = about
    const visitAtStart = visit.current
    setBusy(true)
    let reply = await call()
    if (recheck !== undefined && !reply.ok && isUnanswered(reply.fault)) {
      if (visitAtStart === visit.current && !inCorner) setFault(reply.fault)
      reply = await recheckOutcome(page, reply.fault, recheck)
    }
    setBusy(false)
    const isHere = visitAtStart === visit.current
    if (isHere && !inCorner) setFault(reply.ok ? null : reply.fault)
    if (!reply.ok) {
      if (!isHere || inCorner) showTrouble(page, reply.fault, name === undefined ? {} : { name })
      return null
    }
    if (isHere) ifOpen?.(reply.value)
    else ifLeft?.(reply.value)
    if (doneMessage !== undefined && !isCancelledSave(reply.value)) showDone(page, doneMessage)
    return reply.value
  }

  /** Detaches a running call, for a dialog that now asks something else. */
  function forget(): void {
    visit.current += 1
    setFault(null)
  }

  return { busy, fault, run, forget, refuse: setFault }
}

/** Only of a keeper that has ended is it certain that the call was not done. */
async function recheckOutcome<Value>(
  { store }: Pick<Page, 'store'>,
  lostFault: Fault,
  look: () => Promise<Reply<Value | null>>,
): Promise<Reply<Value>> {
  await keeperBack(store)
  const found = await look()
  if (!found.ok) return { ok: false, fault: lostFault }
  if (found.value !== null) return { ok: true, value: found.value }
  return {
    ok: false,
    fault: lostFault.code === 'keeper_lost' ? newFault('keeper_lost', { why: 'not_done' }) : lostFault,
  }
}

/** The person cancelled saving a file: neither done nor a fault. */
function isCancelledSave(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'saved' in value && value.saved === false
}
