import type { Notice } from '../api/contract/contract.ts'

/**
 * Buffers notices during a list request, to be replayed onto its result: an answer that was made before a notice, and
 * arrives after it, would overwrite it with something older. The function that `begin` returns ends the buffering and
 * gives what came meanwhile, or null when a later request has begun, whose answer is newer.
 */
export function createNoticeBuffer() {
  let buffered: Notice[] | null = null
  return {
    /** For the request that is made now. */
    begin(): () => readonly Notice[] | null {
      const own: Notice[] = []
      buffered = own
      return () => {
        if (buffered !== own) return null
        buffered = null
        return own
      }
    },
    add: (notice: Notice) => void buffered?.push(notice),
  }
}
