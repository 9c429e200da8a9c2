import { useState } from 'react'
import type { Fault, Reply } from '../../shared/fault.ts'
import { showNotice } from '../notices/show-notice.ts'
import { usePage } from '../state/page-context.ts'

/** A call about the vault from a dialog: busy while it runs, its fault kept for the dialog to show. */
export function useVaultCall() {
  const { shell } = usePage().words
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<Fault | null>(null)

  async function run(call: () => Promise<Reply<unknown>>, done: string): Promise<boolean> {
    setBusy(true)
    const reply = await call()
    setBusy(false)
    setFault(reply.ok ? null : reply.fault)
    if (reply.ok && !isGivenUp(reply.value)) {
      showNotice({ color: 'leaf', message: done, closeButtonProps: { 'aria-label': shell.close } })
    }
    return reply.ok
  }

  return { busy, fault, run, forget: () => setFault(null) }
}

/** A file that the person did not want after all: nothing was done, and nothing is wrong. */
function isGivenUp(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'saved' in value && value.saved === false
}
