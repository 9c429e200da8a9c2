/**
 * Loopback addresses in memory. A test plays the browser:
 *
 *   await ports.redirects.browse(`?code=c&state=${state}`)     // null: signed in; else the fault that the page shows
 */
import type { Redirects } from '../../../electron/core/requests/oauth.ts'
import type { Fault } from '../../../shared/fault.ts'

export type HandRedirects = Redirects & {
  /** Calls the address that is open, with this query. Throws when none is. */
  browse(query: string): Promise<Fault | null>
  /** The address that is open now, or null. */
  open(): string | null
}

export function handRedirects(): HandRedirects {
  let here: { uri: string; answer: (address: string) => Promise<Fault | null> } | null = null
  return {
    async listen(wanted, answer) {
      const mine = { uri: wanted || 'http://127.0.0.1:8127/callback', answer }
      here = mine
      return {
        uri: mine.uri,
        close: async () => {
          if (here === mine) here = null
        },
      }
    },
    async browse(query) {
      if (here === null) throw new Error('no redirect address is open')
      return here.answer(`${here.uri}${query}`)
    },
    open: () => here?.uri ?? null,
  }
}
