import type { Handlers } from '../../../shared/api/contract/contract.ts'
import { originOf, readAddress, withoutQuery } from '../../../shared/entry/address.ts'
import { isLoopback } from '../../../shared/entry/loopback.ts'
import { raise } from '../../../shared/fault.ts'
import { readBundle } from '../../../shared/import-export/bundle.ts'
import { failureFault, isRedirect, replyFault } from '../../../shared/systems/reply-fault.ts'
import type { Sender } from '../requests/sending.ts'

/** A site may have moved its bundles within its own server. */
const MOST_REDIRECTS = 3

/**
 * A site's bundle from where it lays it: read as every call is (its size, its time, proxy and authorities as they are set
 * for all connections), and taken only if it is signed. Who has signed it is judged when it is imported. Raises
 * bundle_address, redirected {status} where it leads to another origin, no_bundle_there {at: origin}, and what a reply raises.
 */
export function bundleFetchCalls({
  sender,
}: {
  readonly sender: Pick<Sender, 'look' | 'wayFor'>
}): Pick<Handlers, 'moving.fetch'> {
  async function textAt(url: string): Promise<string> {
    let at = url
    for (let redirects = 0; ; redirects++) {
      const outcome = await sender.look(at, sender.wayFor({ network: null }))
      if (outcome.kind === 'failure') {
        const { code, params } = failureFault(outcome)
        return raise(code, params)
      }
      if (outcome.status === 200) return outcome.body
      if (!isRedirect(outcome)) {
        const { code, params } = replyFault(outcome) ?? {
          code: 'no_bundle_there' as const,
          params: { at: originOf(url) },
        }
        return raise(code, params)
      }
      const location = outcome.headers['location'] ?? ''
      const next = /^\/(?!\/)/.test(location) ? originOf(at) + location : location
      // Whoever may answer here does not decide which other server is asked.
      if (originOf(next) !== originOf(url) || redirects === MOST_REDIRECTS)
        raise('redirected', { status: outcome.status })
      at = next
    }
  }

  return {
    'moving.fetch': async ({ address }) => {
      assertAddress(address)
      const text = await textAt(address.trim())
      return readBundle(text) === null ? raise('no_bundle_there', { at: originOf(address) }) : { text }
    },
  }
}

/** A user and a password in it would travel in plain sight of every log on the way. */
function assertAddress(address: string): void {
  const read = readAddress(withoutQuery(address))
  if (read === null) return raise('bundle_address')
  const origin = `${read.scheme}://${read.host}`
  if (read.scheme === 'http' && !isLoopback(origin)) raise('bundle_address', { at: read.host, why: 'plain' })
}
