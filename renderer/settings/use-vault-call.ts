import { useRef, useState } from 'react'
import type { Fault, Reply } from '../../shared/fault.ts'
import { showNotice } from '../notices/show-notice.ts'
import { showTrouble } from '../notices/show-trouble.ts'
import { usePage } from '../state/page-context.ts'

/**
 * A call about the vault from a dialog: busy while it runs, its fault kept for the dialog to show. Who has left the dialog meanwhile
 * is told in the corner, and does not find it in the next one.
 */
export function useVaultCall() {
  const page = usePage()
  const { shell } = page.words
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<Fault | null>(null)
  const left = useRef(0)

  async function run(call: () => Promise<Reply<unknown>>, done: string): Promise<boolean> {
    const before = left.current
    setBusy(true)
    const reply = await call()
    setBusy(false)
    if (reply.ok || before === left.current) setFault(reply.ok ? null : reply.fault)
    else showTrouble(page, reply.fault)
    if (reply.ok && !isGivenUp(reply.value)) {
      showNotice({ color: 'leaf', message: done, closeButtonProps: { 'aria-label': shell.close } })
    }
    return reply.ok
  }

  function forget(): void {
    left.current += 1
    setFault(null)
  }

  return { busy, fault, run, forget }
}

/** A file that the person did not want after all: nothing was done, and nothing is wrong. */
function isGivenUp(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'saved' in value && value.saved === false
}
