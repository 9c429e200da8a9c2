import type { Saved } from '../../shared/api/page-protocol.ts'
import type { Reply } from '../../shared/fault.ts'

/** Gives the person a file: the browser asks where, or puts it with the downloads. */
export function saveAs(name: string, text: string): Reply<Saved> {
  const address = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  URL.revokeObjectURL(address)
  return { ok: true, value: { saved: true } }
}
