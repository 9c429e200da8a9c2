import type { Handlers } from '../../../shared/api/contract/contract.ts'
import { jsonIn } from '../../../shared/encoding/json-text.ts'
import { originOf, readAddress, withoutQuery } from '../../../shared/entry/address.ts'
import { isLoopback } from '../../../shared/entry/loopback.ts'
import { type Fault, fault, raise } from '../../../shared/fault.ts'
import { isHtml } from '../../../shared/html-reply.ts'
import { readBundle } from '../../../shared/import-export/bundle.ts'
import { sealOf } from '../../../shared/import-export/sealed-file.ts'
import { failureFault, isRedirect, replyFault } from '../../../shared/systems/reply-fault.ts'
import type { Sender } from '../requests/sending.ts'

/** A site may have moved its bundles within its own server. */
const MOST_REDIRECTS = 3

/**
 * A site's bundle from where it lays it: read as every call is (its size, its time, proxy and authorities as they are set
 * for all connections), and taken only if it is signed. Who has signed it is judged when it is imported. Raises
 * bundle_address, redirected {status} where it leads to another origin, no_bundle_there and bundle_unsigned {at: origin}, and
 * what a reply raises, with {why: bundle}.
 */
export function bundleFetchCalls(sender: Pick<Sender, 'look' | 'wayFor'>) {
  async function textAt(url: string): Promise<string> {
    let at = url
    for (let redirects = 0; ; redirects++) {
      const outcome = await sender.look(at, sender.wayFor({ network: null }))
      if (outcome.kind === 'failure') return raiseOf(failureFault(outcome))
      if (outcome.status === 200)
        return isHtml(outcome) ? raiseOf(fault('not_the_server', { status: 200 })) : outcome.body
      if (!isRedirect(outcome)) return raiseOf(replyFault(outcome) ?? fault('no_bundle_there', { at: originOf(url) }))
      const location = outcome.headers['location'] ?? ''
      const next = /^\/(?!\/)/.test(location) ? originOf(at) + location : location
      // Whoever may answer here does not decide which other server is asked.
      if (originOf(next) !== originOf(url) || redirects === MOST_REDIRECTS)
        raiseOf(fault('redirected', { status: outcome.status }))
      at = next
    }
  }

  return {
    'moving.fetch': async ({ address }) => {
      assertAddress(address)
      const text = await textAt(address.trim())
      if (readBundle(text) !== null) return { text }
      const isOurs = sealOf(text) !== null || isExport(jsonIn(text))
      return raise(isOurs ? 'bundle_unsigned' : 'no_bundle_there', { at: originOf(address) })
    },
  } satisfies Partial<Handlers>
}

/** No connection is meant, whose address could be mended: what is to be done then is another thing. */
function raiseOf({ code, params }: Fault): never {
  return raise(code, { ...params, why: 'bundle' })
}

/** Settings that somebody exported, for anybody to read. */
function isExport(raw: unknown): boolean {
  return typeof raw === 'object' && raw !== null && 'everbearer' in raw
}

/** A user and a password in it would travel in plain sight of every log on the way. */
function assertAddress(address: string): void {
  const read = readAddress(withoutQuery(address))
  if (read === null) return raise('bundle_address')
  const origin = `${read.scheme}://${read.host}`
  if (read.scheme === 'http' && !isLoopback(origin)) raise('bundle_address', { at: read.host, why: 'plain' })
}
